import { ProvostError } from '#contract/errors.ts'

/** The error of a call whose signal was aborted: the signal's own reason where that is one of ours (a deadline), else `call.cancelled`. */
export function cancelled(signal: AbortSignal): ProvostError {
  const reason: unknown = signal.reason
  if (reason instanceof ProvostError) return reason
  return new ProvostError('call.cancelled', 'The call was cancelled.', { cause: reason })
}
