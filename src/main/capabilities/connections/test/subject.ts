import { ProvostError } from '#contract/errors.ts'
import type { ConnectionBook, ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { PasswordLimits, Sessions } from '../../../fleet/sessions/index.ts'
import type { GoodTests } from './good-tests.ts'

/** What is tested: a connection of the book, or settings that are not kept. */
export interface TestSubject {
  readonly record: ConnectionRecord
  /** False for settings that are not kept. */
  readonly kept: boolean
  /** Asked when the login comes: what keeps it away is a failure of that stage. */
  readonly password: (limits?: PasswordLimits) => Promise<string | null>
}

export interface TestServices {
  readonly sessions: Pick<Sessions, 'openRecord' | 'passwordOf'>
  readonly book: Pick<ConnectionBook, 'list'>
  readonly goodTests: GoodTests
  readonly clock: () => Date
}

/** The reason of an aborted signal as a problem. */
export const reasonOf = (signal: AbortSignal): ProvostError =>
  signal.reason instanceof ProvostError
    ? signal.reason
    : new ProvostError('call.cancelled', 'The test was cancelled.', { retryable: true, cause: signal.reason })
