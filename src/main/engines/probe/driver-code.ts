import type { ProvostError } from '#contract/errors.ts'

/** The code that the system, TLS or a driver gave, found in what a problem was made from. A host of several addresses has one error for each. */
export const driverCode = (problem: ProvostError): string | null => {
  let cause: unknown = problem.cause
  while (cause instanceof AggregateError && cause.errors.length > 0) cause = cause.errors[0]
  if (!(cause instanceof Error)) return null
  if ('errno' in cause && typeof cause.errno === 'number' && cause.errno > 0) return String(cause.errno)
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}
