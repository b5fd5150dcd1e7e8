import { ProvostError } from '#contract/errors.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'

/** What is tested: a connection of the book, or settings that are not kept. */
export interface TestSubject {
  readonly record: ConnectionRecord
  /** False for settings that are not kept. */
  readonly kept: boolean
  /** Asked when the login comes, so that a locked vault is a failure of that stage and not before. */
  readonly password: () => Promise<string | null>
}

export interface TestServices {
  readonly sessions: Pick<Sessions, 'openRecord'>
  readonly clock: () => Date
}

/** The password of a kept connection: from the vault, else the one given for this run alone. */
export const keptPassword =
  (record: ConnectionRecord, vault: Vault, environment: NodeJS.ProcessEnv) => async (): Promise<string | null> => {
    const kept = record.connection.passwordIn === null ? null : await vault.get(record.vaultKey)
    return kept ?? (environment['PROVOST_PASSWORD'] || null)
  }

/** The reason of an aborted signal as a problem. */
export const reasonOf = (signal: AbortSignal): ProvostError =>
  signal.reason instanceof ProvostError
    ? signal.reason
    : new ProvostError('call.cancelled', 'The test was cancelled.', { retryable: true, cause: signal.reason })
