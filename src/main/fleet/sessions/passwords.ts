import { ProvostError } from '#contract/errors.ts'
import type { Vault } from '../../foundation/credentials/index.ts'
import type { ConnectionRecord } from '../registry/index.ts'
import { passwordByCommand } from './password-command.ts'

export interface PasswordsOptions {
  readonly vault: Vault
  readonly environment: NodeJS.ProcessEnv
  /** Used where the vault holds no password: one given for this run alone. */
  readonly passwordForThisRun: string | null
  /** How the host asks a person; null for what they did not give. */
  readonly askPassword?: (connection: string) => Promise<string | null>
}

export interface PasswordLimits {
  /** How long a password command may take. */
  readonly commandMs?: number
}

/** Where the password of a login comes from, by what its connection says. */
export interface Passwords {
  /** @throws ProvostError `connection.no-password`, `vault.*` */
  of(record: ConnectionRecord, limits?: PasswordLimits): Promise<string | null>
  /** Keeps one in memory until the console ends. */
  give(record: ConnectionRecord, password: string): void
  forget(record: ConnectionRecord): void
}

/** A command's answer serves the logins of one burst: a pool opens several sessions at once. */
const commandAnswerMs = 60_000
const usualCommandMs = 10_000

export const openPasswords = (options: PasswordsOptions): Passwords => {
  const given = new Map<string, string>()
  const asking = new Map<string, Promise<string>>()

  const stored = async ({ connection, vaultKey }: ConnectionRecord): Promise<string | null> => {
    const kept = connection.passwordIn === null ? null : await options.vault.get(vaultKey)
    return kept ?? options.passwordForThisRun
  }

  /** One question or one run of the command however many logins wait for it. */
  const once = (key: string, work: () => Promise<string>, keptMs: number): Promise<string> => {
    const present = asking.get(key)
    if (present !== undefined) return present
    const answer = work()
    asking.set(key, answer)
    const forget = (): void => {
      if (asking.get(key) === answer) asking.delete(key)
    }
    answer.then(() => (keptMs === 0 ? forget() : setTimeout(forget, keptMs).unref()), forget)
    return answer
  }

  const asked = async ({ connection, vaultKey }: ConnectionRecord): Promise<string> => {
    const known = given.get(vaultKey) ?? options.passwordForThisRun
    if (known !== null && known !== undefined) return known
    const answer = await options.askPassword?.(connection.name)
    if (answer === undefined || answer === null || answer === '') {
      throw new ProvostError('connection.no-password', `${connection.name} asks for its password each time, and none was given.`, {
        remedy: [
          'Enter the password; it is kept in memory until Provost ends.',
          'On the command line: set PROVOST_PASSWORD, or run it in a terminal.',
        ],
      })
    }
    given.set(vaultKey, answer)
    return answer
  }

  return {
    of(record, limits = {}) {
      const { passwordFrom, passwordCommand, pool, name } = record.connection
      if (passwordFrom === 'ask') return once(record.vaultKey, () => asked(record), 0)
      if (passwordFrom === 'command' && passwordCommand !== null) {
        const { environment } = options
        // Some commands ask a person in a window of theirs: whoever waits longer for the server waits longer for them.
        const deadlineMs = limits.commandMs ?? Math.max(usualCommandMs, pool.connectTimeoutMs)
        return once(
          record.vaultKey,
          () => passwordByCommand(passwordCommand, { environment, deadlineMs, connection: name }),
          commandAnswerMs,
        )
      }
      return stored(record)
    },
    give: ({ vaultKey }, password) => {
      given.set(vaultKey, password)
    },
    forget: ({ vaultKey }) => {
      given.delete(vaultKey)
      asking.delete(vaultKey)
    },
  }
}
