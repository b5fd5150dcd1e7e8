import { ORPCError } from '@orpc/client'
import { errorTable, type Problem, ProvostError } from '#contract/errors.ts'

const isProblem = (data: unknown): data is Problem =>
  typeof data === 'object' &&
  data !== null &&
  'code' in data &&
  typeof data.code === 'string' &&
  data.code in errorTable &&
  'remedy' in data

/** What the bridge says when it is gone: every call in flight and every later one gets this until it is back. */
export const bridgeClosed = (detail = ''): ProvostError =>
  new ProvostError('bridge.closed', 'The connection to the console is gone.', {
    detail,
    remedy: ['Wait a moment: it is opened again by itself.', 'If it stays away, look whether the console still runs.'],
    retryable: true,
  })

export const callCancelled = (): ProvostError => new ProvostError('call.cancelled', 'The call was cancelled.')

export const callTooLate = (path: readonly string[], ms: number): ProvostError =>
  new ProvostError('call.deadline', `The console did not answer ${path.join('.')} in ${Math.round(ms / 1000)} s.`, {
    remedy: ['Try again, or narrow what is asked.'],
    retryable: true,
  })

/** Whatever was thrown, in the words every screen shows. A bug stays one: `internal.fault`. */
export function problemOf(error: unknown): ProvostError {
  if (error instanceof ProvostError) return error
  if (error instanceof ORPCError) {
    if (isProblem(error.data)) return ProvostError.from(error.data)
    if (error.code === 'BAD_REQUEST')
      return new ProvostError('call.invalid', 'The console did not understand what was asked.', {
        detail: JSON.stringify(error.data) ?? '',
      })
    return new ProvostError('internal.fault', 'The console met a fault of its own.', {
      detail: error.message,
      remedy: ['Try again.', 'If it happens again, report it with what you did just before.'],
      cause: error,
    })
  }
  if (error instanceof DOMException && error.name === 'AbortError') return callCancelled()
  return new ProvostError('internal.fault', 'This screen met a fault of its own.', {
    detail: error instanceof Error ? error.message : String(error),
    remedy: ['Reload the window.', 'If it happens again, report it with what you did just before.'],
    cause: error,
  })
}
