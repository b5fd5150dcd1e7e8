import type { RotationPlan } from '#contract/connection-access.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Rotations, Sessions } from '../../../fleet/sessions/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import type { RotationPlaces } from './plan-rotation.ts'

export interface NotingServices extends RotationPlaces {
  readonly sessions: Sessions
  readonly clock: () => Date
}

type Left = RotationPlan['byHand'][number]

const left = ({ connection }: ConnectionRecord, where: string): Left => ({ connection: connection.name, where, differs: true })

const enterIt = ({ connection }: ConnectionRecord): string =>
  `If it is the same account, enter the new password: provost connection change ${connection.name} --password-stdin`

/**
 * Finds out by logging in whether a connection for which the vault holds another password is one of the account: only then is the one
 * it holds no good any more, and replaced with the present one. Tells why it was left as it is; null where it was replaced.
 */
export const mendWithPresent = async (
  other: ConnectionRecord,
  present: string,
  { rotations, vault }: { readonly rotations: Rotations; readonly vault: Vault },
): Promise<Left | null> => {
  const own = await vault.get(other.vaultKey)
  const takesOwn = own === null ? false : await rotations.takes(other, own)
  if (takesOwn === true) return left(other, 'The vault holds another password for it, and that one works there, so it was left as it is.')
  const takesPresent = takesOwn === null ? null : await rotations.takes(other, present)
  if (takesPresent === true) {
    await rotations.finish(other, present)
    return null
  }
  return left(
    other,
    takesPresent === null
      ? `The vault holds another password for it, and its server could not be asked, so it was left as it is. ${enterIt(other)}`
      : `The vault holds another password for it, and its server takes neither, so it was left as it is. ${enterIt(other)}`,
  )
}

/** What became of a connection that held the password from before: null where a login with the new one succeeded and the vault holds it. */
export const settleWithNew = async (other: ConnectionRecord, rotations: Rotations): Promise<Left | null> => {
  const settled = await rotations.settle(other)
  if (settled === 'new') return null
  return left(
    other,
    settled === 'old'
      ? 'Its server refused the new password and takes the one from before: it is another account behind the same address, and was left as it is.'
      : 'Its server did not answer to the new password. The vault keeps both for it, and its next login finds out.',
  )
}

/** Notes when the passwords of connections were changed, and lets go of sessions that were opened with the one before. */
export const notedAsChanged = async (
  records: readonly ConnectionRecord[],
  at: string,
  { book, vault, sessions }: NotingServices,
): Promise<void> => {
  for (const { connection, vaultKey } of records) {
    // It may have been changed meanwhile, or removed.
    const kept = book.find(connection.name)
    if (kept?.vaultKey === vaultKey)
      book.replace({ ...kept, connection: { ...kept.connection, passwordIn: vault.tier, passwordChangedAt: at } })
    await sessions.release(connection.name)
  }
}
