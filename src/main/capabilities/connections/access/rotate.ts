import { ProvostError } from '#contract/errors.ts'
import { type ChangeSession, openChanges } from '../../../engines/index.ts'
import type { ConnectionBook, ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import { newPassword } from './new-password.ts'

export interface RotateServices {
  readonly book: ConnectionBook
  readonly sessions: Sessions
  readonly vault: Vault
  readonly clock: () => Date
}

const refuse = ({ connection }: ConnectionRecord, vault: Vault): void => {
  const refusal = (title: string, remedy: string[]): ProvostError => new ProvostError('connection.rotation-refused', title, { remedy })
  if (connection.engine === 'sqlite') throw refusal(`${connection.name} is a file and has no password.`, ['Nothing has to be done.'])
  if (connection.passwordFrom !== 'vault' || connection.passwordIn === null)
    throw refusal(`The password of ${connection.name} is not in the vault, so Provost cannot replace it there.`, [
      'Replace it where it is kept, and in the server.',
      'Or add the connection with its password in the vault.',
    ])
  if (vault.tier === 'memory')
    throw refusal('The vault is in memory: a new password would be lost when Provost ends.', [
      'Set PROVOST_VAULT to keychain or file, and store the password there.',
    ])
}

/** What the server then has, in words, after a rotation that failed. */
const outcome = async (record: ConnectionRecord, sessions: Sessions): Promise<string> => {
  const settled = await sessions.rotations.settle(record).catch(() => 'unknown' as const)
  if (settled === 'old') return 'The password from before still works and is still the one in the vault.'
  if (settled === 'new') return 'The server took the new password, and it is the one in the vault.'
  return 'The server could not be asked which password it has. Both are in the vault; the next login finds out.'
}

const failed = async (error: unknown, record: ConnectionRecord, sessions: Sessions): Promise<ProvostError> => {
  const problem = error instanceof ProvostError ? error : null
  return new ProvostError('connection.rotation-failed', `The password of ${record.connection.name} was not replaced.`, {
    detail: [await outcome(record, sessions), ...(problem === null ? [] : [`${problem.title} ${problem.detail}`.trim()])].join(' '),
    remedy: [...(problem?.remedy ?? []), `Then rotate again: provost connection rotate ${record.connection.name}`],
    retryable: problem?.retryable ?? false,
    cause: error,
  })
}

const changeInServer = async (
  record: ConnectionRecord,
  services: RotateServices,
  passwords: { next: string; present: string },
): Promise<void> => {
  const { sessions, vault } = services
  const open = (): Promise<ChangeSession> =>
    openChanges(record.config, {
      pool: record.connection.pool,
      readWrite: true,
      password: async () => passwords.present,
      applicationName: 'Provost',
    })
  // Opened before anything is changed, and kept: it can set the old password again whatever the new one does.
  const session = await open()
  try {
    await sessions.rotations.begin(record, passwords.next)
    try {
      await session.setOwnPassword(passwords.next)
      await sessions.rotations.prove(record, passwords.next)
      await sessions.rotations.finish(record, passwords.next)
    } catch (error) {
      // The server goes back only while the vault still holds the old password as the one in use; once it holds the new one, the
      // server keeps that too. Where going back fails, both passwords are in the vault and logging in tells.
      const inUse = await vault.get(record.vaultKey).catch(() => null)
      if (inUse === passwords.present) await session.setOwnPassword(passwords.present).catch(() => {})
      throw error
    }
  } finally {
    await session.end()
  }
}

/** A new password in the server and in the vault, or neither: wherever it breaks off, the connection still works. */
export const rotatePassword = async (name: string, services: RotateServices): Promise<{ rotatedAt: string }> => {
  const { book, sessions, vault, clock } = services
  refuse(book.get(name), vault)
  return sessions.rotations.alone(async () => {
    const record = book.get(name)
    if (book.isRotating(record)) await sessions.rotations.settle(record)
    const present = await vault.get(record.vaultKey)
    if (present === null)
      throw new ProvostError('connection.no-password', `The vault holds no password for ${name} any more.`, {
        remedy: ['Enter the password for this connection.'],
      })
    await sessions.rotations.prove(record, present)
    try {
      await changeInServer(record, services, { next: newPassword(), present })
    } catch (error) {
      throw await failed(error, record, sessions)
    }
    const rotatedAt = clock().toISOString()
    book.replace({ ...record, connection: { ...record.connection, passwordIn: vault.tier, passwordChangedAt: rotatedAt } })
    await sessions.release(name)
    return { rotatedAt }
  })
}
