import type { RotationPlan } from '#contract/connection-access.ts'
import { ProvostError } from '#contract/errors.ts'
import { type ChangeSession, openChanges } from '../../../engines/index.ts'
import type { ConnectionBook, ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import { newPassword } from './new-password.ts'
import { type SameAccount, sameAccountAs } from './same-account.ts'

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

/**
 * What a rotation would do, and to whom. Nothing is changed.
 * @throws ProvostError `connection.rotation-refused`, `connection.unknown`
 */
export const planRotation = (name: string, { book, vault }: Pick<RotateServices, 'book' | 'vault'>): RotationPlan => {
  const record = book.get(name)
  refuse(record, vault)
  const { also, byHand } = sameAccountAs(record, book)
  const { connection } = record
  return {
    account: `${connection.user ?? 'the login'} on ${connection.address}`,
    also: also.map((other) => other.connection.name),
    byHand: [...byHand],
    production:
      [record, ...also].some((each) => each.connection.environment === 'production') || byHand.some((each) => isProduction(each, book)),
  }
}

const isProduction = ({ connection }: RotationPlan['byHand'][number], book: ConnectionBook): boolean =>
  book.get(connection).connection.environment === 'production'

/** @throws ProvostError `confirmation.missing`, `confirmation.wrong` where production is concerned and its name was not typed. */
export const confirmRotation = (name: string, plan: RotationPlan, typed: string | undefined): void => {
  if (!plan.production || typed === name) return
  const concerned = [name, ...plan.also].join(', ')
  throw new ProvostError(
    typed === undefined ? 'confirmation.missing' : 'confirmation.wrong',
    `A new password in production has to be confirmed by the connection’s name, ${name}.`,
    {
      detail: `The account is ${plan.account}; its password changes for ${concerned}.`,
      remedy: [
        `See what would be done: provost connection rotate ${name} --dry-run`,
        `Confirm with the name: provost connection rotate ${name} --confirm ${name}`,
      ],
    },
  )
}

/** What the server then has, in words, after a rotation that failed. */
const outcome = async (record: ConnectionRecord, sessions: Sessions): Promise<string> => {
  const settled = await sessions.rotations.settle(record).catch(() => 'unknown' as const)
  if (settled === 'old') return 'The password from before still works and is still the one in the vault.'
  if (settled === 'new') return 'The server took the new password, and it is the one in the vault.'
  return 'The server could not be asked which password it has. Both are in the vault; the next login finds out.'
}

const failed = async (error: unknown, record: ConnectionRecord, also: SameAccount['also'], sessions: Sessions): Promise<ProvostError> => {
  const problem = error instanceof ProvostError ? error : null
  const words = await outcome(record, sessions)
  // Where one of them cannot be asked now, its own next login does.
  for (const other of also) await sessions.rotations.settle(other).catch(() => {})
  return new ProvostError('connection.rotation-failed', `The password of ${record.connection.name} was not replaced.`, {
    detail: [words, ...(problem === null ? [] : [`${problem.title} ${problem.detail}`.trim()])].join(' '),
    remedy: [...(problem?.remedy ?? []), `Then rotate again: provost connection rotate ${record.connection.name}`],
    retryable: problem?.retryable ?? false,
    cause: error,
  })
}

interface Change {
  readonly record: ConnectionRecord
  readonly also: SameAccount['also']
  readonly next: string
  readonly present: string
}

const changeInServer = async ({ record, also, next, present }: Change, { sessions, vault }: RotateServices): Promise<void> => {
  const { rotations } = sessions
  const open = (): Promise<ChangeSession> =>
    openChanges(record.config, { ...sessions.loginOf(record, true), password: async () => present })
  // Opened before anything is changed, and kept: it can set the old password again whatever the new one does.
  const session = await open()
  try {
    for (const each of [record, ...also]) await rotations.begin(each, next)
    try {
      await session.setOwnPassword(next)
      await rotations.prove(record, next)
      // The one asked for decides below whether the server goes back, so it is the first. The others find out by themselves where this
      // breaks off between them.
      for (const each of [record, ...also]) await rotations.finish(each, next)
    } catch (error) {
      // The server goes back only while the vault still holds the old password as the one in use; once it holds the new one, the
      // server keeps that too. Where going back fails, both passwords are in the vault and logging in tells.
      const inUse = await vault.get(record.vaultKey).catch(() => null)
      if (inUse === present) await session.setOwnPassword(present).catch(() => {})
      throw error
    }
  } finally {
    await session.end()
  }
}

/**
 * A new password in the server and in the vault, or neither, for every connection of the account whose password the vault holds:
 * wherever it breaks off, they all still work.
 */
export const rotatePassword = async (name: string, services: RotateServices): Promise<{ rotatedAt: string; also: string[] }> => {
  const { book, sessions, vault, clock } = services
  refuse(book.get(name), vault)
  return sessions.rotations.alone(async () => {
    const record = book.get(name)
    const { also } = sameAccountAs(record, book)
    if (book.isRotating(record)) await sessions.rotations.settle(record)
    const present = await vault.get(record.vaultKey)
    if (present === null)
      throw new ProvostError('connection.no-password', `The vault holds no password for ${name} any more.`, {
        remedy: [`Enter it again: provost connection change ${name} --password-stdin`],
      })
    await sessions.rotations.prove(record, present)
    // The account has one password, and this is it: one that a connection missed earlier is mended with it, so that it has both below.
    for (const other of also) {
      if (book.isRotating(other) || (await vault.get(other.vaultKey)) !== present) await sessions.rotations.finish(other, present)
    }
    try {
      await changeInServer({ record, also, next: newPassword(), present }, services)
    } catch (error) {
      throw await failed(error, record, also, sessions)
    }
    const rotatedAt = clock().toISOString()
    for (const { connection, vaultKey } of [record, ...also]) {
      // Another may have been changed meanwhile, or removed.
      const kept = book.find(connection.name)
      if (kept?.vaultKey === vaultKey)
        book.replace({ ...kept, connection: { ...kept.connection, passwordIn: vault.tier, passwordChangedAt: rotatedAt } })
      await sessions.release(connection.name)
    }
    return { rotatedAt, also: also.map((other) => other.connection.name) }
  })
}
