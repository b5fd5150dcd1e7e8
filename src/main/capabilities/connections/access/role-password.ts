import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import { type NotingServices, notedAsChanged, settleWithNew } from './other-connections.ts'
import type { SameAccount } from './same-account.ts'

/** A password that a kept connection of a role logs in with. */
export interface KeptPassword {
  readonly password: string
  readonly by: ConnectionRecord
}

/**
 * The password that another kept connection of the role has in the vault and logs in with: a role that is there already needs no other, and
 * those who use it keep theirs. Null where none works.
 */
export const workingPassword = async (
  also: readonly ConnectionRecord[],
  { sessions, vault }: { readonly sessions: Sessions; readonly vault: Vault },
): Promise<KeptPassword | null> => {
  for (const by of also) {
    const password = await sessions.passwordOf(by)
    if (password !== null && (await vault.get(by.vaultKey)) === password && (await sessions.rotations.takes(by, password)) === true)
      return { password, by }
  }
  return null
}

const namesOf = (records: readonly ConnectionRecord[]): string => records.map(({ connection }) => connection.name).join(', ')

/** What is said before anything is done of the connections that log in as the role already. */
export const sharedRoleWords = ({ also, byHand }: SameAccount, setsPassword: 'given' | 'made' | 'none'): string[] => {
  if (setsPassword === 'none' || also.length + byHand.length === 0) return []
  const left = byHand.map(
    ({ connection, where }) =>
      `${connection} logs in as this role too, and fails if its password changes, until it is changed there. ${where}`,
  )
  if (also.length === 0) return left
  return [
    setsPassword === 'made'
      ? `Others log in as this role already: ${namesOf(also)}. A password of theirs that works is kept and used here too; where none works, a new one is made, and written for each that a login proves.`
      : `Others log in as this role already: ${namesOf(also)}. The new password is written for each of them that a login proves.`,
    ...left,
  ]
}

/**
 * Does the work that sets a role's password, and writes it for the other connections of the role once a login of their own took it; where the
 * work breaks off, they keep theirs. Gives what came of the others, in words.
 */
export const withOthersOfRole = async (
  password: string,
  { also, byHand }: SameAccount,
  work: () => Promise<void>,
  services: NotingServices,
): Promise<string[]> => {
  const { sessions, clock } = services
  const { rotations } = sessions
  const left = byHand.map(
    ({ connection, where }) => `${connection} logs in as this role too, and fails until its password is changed. ${where}`,
  )
  if (also.length === 0) {
    await work()
    return left
  }
  return rotations.alone(async () => {
    for (const other of also) {
      await rotations.settle(other)
      await rotations.begin(other, password)
    }
    const written: ConnectionRecord[] = []
    const words: string[] = []
    try {
      await work()
    } catch (error) {
      // They find out by their next login where they cannot be asked now.
      for (const other of also) await rotations.settle(other).catch(() => {})
      throw error
    }
    for (const other of also) {
      const kept = await settleWithNew(other, rotations)
      if (kept === null) written.push(other)
      else words.push(`${kept.connection}: ${kept.where}`)
    }
    await notedAsChanged(written, clock().toISOString(), services)
    return [...(written.length === 0 ? [] : [`The new password was written for ${namesOf(written)} too.`]), ...words, ...left]
  })
}
