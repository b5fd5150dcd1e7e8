import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { Change } from './change.ts'

/** What a change does to the password: where it comes from afterwards, and what happens to the one in the vault. */
export interface ChangedPassword {
  readonly settings: Pick<Connection, 'passwordFrom' | 'passwordCommand' | 'passwordRotationDays'>
  /** `kept` leaves the vault alone, `replaced` puts `next` there, `gone` empties it. */
  readonly stored: 'kept' | 'replaced' | 'gone'
  readonly next: string | null
  /** Another source, or another password of the same. */
  readonly isAnother: boolean
}

/**
 * At most one source is named; naming none keeps the one there is.
 * @throws ProvostError `connection.option-unsupported`
 */
export const changedPassword = (present: Connection, change: Change, inAddress: string | null): ChangedPassword => {
  const { askPassword, passwordCommand, passwordRotationDays = present.passwordRotationDays } = change
  const password = change.password === undefined ? (inAddress ?? undefined) : change.password
  const named = [askPassword, passwordCommand, password].filter((source) => source !== undefined).length
  if (named > 1 || (named === 1 && change.keepPassword)) {
    throw new ProvostError('connection.option-unsupported', 'A connection has one source of its password.', {
      remedy: ['Give a password to be stored, or --ask-password, or --password-command, or --no-password.'],
    })
  }
  if (named === 1 && present.engine === 'sqlite')
    throw new ProvostError('connection.option-unsupported', 'A SQLite file takes no password.', { remedy: ['Leave the password out.'] })
  const is = (settings: Partial<ChangedPassword['settings']>) => ({
    passwordFrom: 'vault' as const,
    passwordCommand: null,
    passwordRotationDays,
    ...settings,
  })
  if (typeof password === 'string') return { settings: is({}), stored: 'replaced', next: password, isAnother: true }
  if (password === null) return { settings: is({}), stored: 'gone', next: null, isAnother: true }
  if (askPassword !== undefined) {
    const isAnother = present.passwordFrom !== 'ask'
    return { settings: is({ passwordFrom: 'ask' }), stored: 'gone', next: null, isAnother }
  }
  if (passwordCommand !== undefined) {
    const isAnother = JSON.stringify(passwordCommand) !== JSON.stringify(present.passwordCommand)
    return { settings: is({ passwordFrom: 'command', passwordCommand }), stored: 'gone', next: null, isAnother }
  }
  const { passwordFrom } = present
  return { settings: is({ passwordFrom, passwordCommand: present.passwordCommand }), stored: 'kept', next: null, isAnother: false }
}

/**
 * A password that was kept for one account on one server does not go to another without somebody having said so. One that is asked
 * for is simply asked for again.
 * @throws ProvostError `confirmation.password`
 */
export const refuseElsewhere = (present: Connection, to: { readonly user: string | null; readonly address: string }): void => {
  const isCommand = present.passwordFrom === 'command'
  if (present.passwordFrom === 'ask' || (!isCommand && present.passwordIn === null)) return
  const account = ({ user, address }: typeof to): string => `${user ?? 'nobody in particular'} at ${address}`
  throw new ProvostError('confirmation.password', `The password of ${present.name} was kept for another account.`, {
    detail: `It is for ${account(present)}, and would now go to ${account(to)}. Nothing was changed.`,
    remedy: [
      'Give the password of the new account: --password-stdin',
      'Where it is the same password, say so: --keep-password',
      ...(isCommand ? ['Or name the command for it: --password-command'] : ['Or keep none for now: --no-password']),
    ],
  })
}
