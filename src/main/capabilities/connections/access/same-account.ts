import type { RotationPlan } from '#contract/connection-access.ts'
import type { ConnectionBook, ConnectionRecord } from '../../../fleet/registry/index.ts'

/** Whom a new password of one account concerns. */
export interface SameAccount {
  /** Other connections that log in with the password the vault holds for them. */
  readonly also: readonly ConnectionRecord[]
  /** Other connections whose password Provost does not hold: a person changes it where it is kept. */
  readonly byHand: RotationPlan['byHand']
}

const accountOf = ({ config }: ConnectionRecord): string | null =>
  config.engine === 'sqlite' ? null : JSON.stringify([config.engine, config.host, config.port, config.user, config.ssh ?? null])

const whereOf = ({ connection }: ConnectionRecord): string | null => {
  if (connection.passwordFrom === 'ask') return 'It asks a person each time.'
  if (connection.passwordFrom === 'command') return `It is printed by the command ${connection.passwordCommand?.[0] ?? ''}.`
  return connection.passwordIn === null ? 'The vault holds none for it.' : null
}

/**
 * Every other connection of the same engine, host, port, tunnel and user: as they are written, for that is what is known without asking
 * anybody. A pooler or a forward may lead two databases of one address to two servers, so this alone proves no account the same.
 */
export const sameAccountAs = (record: ConnectionRecord, book: ConnectionBook): SameAccount => {
  const others = book.list().filter((other) => other.vaultKey !== record.vaultKey && accountOf(other) === accountOf(record))
  return {
    also: others.filter((other) => whereOf(other) === null),
    byHand: others.flatMap((other) => {
      const where = whereOf(other)
      return where === null ? [] : [{ connection: other.connection.name, where, differs: false }]
    }),
  }
}
