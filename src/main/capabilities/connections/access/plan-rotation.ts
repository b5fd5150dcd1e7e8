import type { RotationPlan } from '#contract/connection-access.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionBook, ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import { type SameAccount, sameAccountAs } from './same-account.ts'

/** Where a rotation finds its connections and their passwords. */
export interface RotationPlaces {
  readonly book: ConnectionBook
  readonly vault: Vault
}

/** @throws ProvostError `connection.rotation-refused` where Provost could not keep what it would set. */
export const refuseRotation = ({ connection }: ConnectionRecord, vault: Vault): void => {
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

/** The connections of an account, told apart by what the vault holds for them. */
export interface PlannedRotation extends Pick<SameAccount, 'also' | 'byHand'> {
  readonly record: ConnectionRecord
  readonly present: string
  /** The vault holds another password for these than for the one asked for. */
  readonly differing: readonly ConnectionRecord[]
}

/**
 * Whom a rotation concerns, by what is written and what the vault holds. Nobody is asked.
 * @throws ProvostError `connection.rotation-refused`, `connection.unknown`, `connection.no-password`, `vault.*`
 */
export const lookAtAccount = async (name: string, { book, vault }: RotationPlaces): Promise<PlannedRotation> => {
  const record = book.get(name)
  refuseRotation(record, vault)
  const present = await vault.get(record.vaultKey)
  if (present === null)
    throw new ProvostError('connection.no-password', `The vault holds no password for ${name} any more.`, {
      remedy: [`Enter it again: provost connection change ${name} --password-stdin`],
    })
  const { also: others, byHand } = sameAccountAs(record, book)
  const also: ConnectionRecord[] = []
  const differing: ConnectionRecord[] = []
  for (const other of others) ((await vault.get(other.vaultKey)) === present ? also : differing).push(other)
  return { record, present, also, byHand, differing }
}

/** What a person is told of a look at an account, before anything is done. */
export const planOf = ({ record, also, byHand, differing }: PlannedRotation, book: ConnectionBook): RotationPlan => {
  const { connection } = record
  const left = [
    ...byHand,
    ...differing.map((other) => ({
      connection: other.connection.name,
      where: `The vault holds another password for it than for ${connection.name}. Only where a login proves that this one is its password too does Provost change it as well.`,
      differs: true,
    })),
  ]
  const isProduction = (name: string): boolean => book.find(name)?.connection.environment === 'production'
  return {
    account: `${connection.user ?? 'the login'} on ${connection.address}`,
    also: also.map((other) => other.connection.name),
    byHand: left,
    production: [connection.name, ...also.map((other) => other.connection.name), ...left.map((other) => other.connection)].some(
      isProduction,
    ),
  }
}

/**
 * What a rotation would do, and to whom. Nothing is changed.
 * @throws ProvostError `connection.rotation-refused`, `connection.unknown`, `connection.no-password`, `vault.*`
 */
export const planRotation = async (name: string, places: RotationPlaces): Promise<RotationPlan> =>
  planOf(await lookAtAccount(name, places), places.book)

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
