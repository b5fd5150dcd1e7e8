import { ORPCError, ValidationError } from '@orpc/server'
import { ProvostError } from '#contract/errors.ts'

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

const issueLine = (issue: {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}): string => {
  const path = (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
  return path === '' ? issue.message : `${path}: ${issue.message}`
}

/**
 * What a thrown value means to the person who called. Expected failures are `ProvostError` already; input that does not fit
 * the contract and a cancelled call are told as such; null is a bug, which the caller logs and reports without its words.
 */
export const problemOf = (error: unknown): ProvostError | null => {
  if (error instanceof ProvostError) return error
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const issues = error.cause instanceof ValidationError ? error.cause.issues : []
    return new ProvostError('call.invalid', 'The call does not fit what this procedure takes.', {
      detail: issues.map(issueLine).join('\n'),
      remedy: ['Correct the values named and call again.'],
    })
  }
  if (isAbort(error)) return cancelled()
  return null
}

/** Cancelling is not failing: this is what a cancelled call ends with. */
export const cancelled = (): ProvostError => new ProvostError('call.cancelled', 'The call was cancelled.', { retryable: true })
