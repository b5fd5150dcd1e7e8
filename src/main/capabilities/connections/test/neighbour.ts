import { ProvostError } from '#contract/errors.ts'
import { driverCode, type ServerConfig } from '../../../engines/index.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { StageContext } from './stage.ts'

/** Other kept connections to the same server, whose passwords are at hand without a person or a command. */
const neighboursOf = ({ services, subject }: StageContext, { host, port, ssh, user }: ServerConfig): ConnectionRecord[] =>
  services.book.list().filter(({ connection, config, vaultKey }) => {
    if (config.engine !== 'postgres' || vaultKey === subject.record.vaultKey) return false
    if (connection.passwordFrom !== 'vault' || connection.passwordIn === null) return false
    return config.host === host && config.port === port && (config.ssh ?? null) === (ssh ?? null) && config.user !== user
  })

const mostAsked = 3

const roleSql = `select rolcanlogin::text, (rolvaliduntil < now())::text, rolvaliduntil::text from pg_catalog.pg_roles where rolname = $1`

/** What the catalogue says of the role that was refused. */
const verdict = (row: readonly unknown[] | undefined, user: string, neighbour: string, refused: ProvostError): ProvostError => {
  const told = `${refused.detail} (Why was asked of the server by the connection ${neighbour}.)`
  const { cause } = refused
  const problem = (code: 'auth-failed' | 'account-locked' | 'password-expired', title: string, ...remedy: string[]) =>
    new ProvostError(`connection.${code}`, title, { detail: told, remedy, cause })
  if (row === undefined)
    return problem('auth-failed', `There is no role "${user}" on the server.`, 'Check the user’s name: it is case-sensitive.')
  if (row[0] !== 'true')
    return problem(
      'account-locked',
      `The role "${user}" may not log in.`,
      'Ask the database’s administrator to let it log in (ALTER ROLE … LOGIN).',
    )
  if (row[1] === 'true')
    return problem(
      'password-expired',
      `The password of "${user}" expired at ${String(row[2])}.`,
      'Have a new password set with a later end (ALTER ROLE … VALID UNTIL), then enter it here.',
    )
  return problem('auth-failed', `The password of "${user}" is wrong.`, 'Enter the password again: the role exists and may log in.')
}

const ask = async (context: StageContext, record: ConnectionRecord, user: string): Promise<readonly unknown[] | undefined> => {
  const { services, connecting } = context
  const { connection } = record
  const pool = { ...connection.pool, size: 1, overflow: 0, connectTimeoutMs: connecting.left() }
  const database = services.sessions.openRecord(
    { ...record, connection: { ...connection, pool } },
    await services.sessions.passwordOf(record),
  )
  try {
    const { rows } = await database.read({ sql: roleSql, parameters: [user] }, { signal: connecting.signal })
    return rows[0]
  } finally {
    await database.close()
  }
}

/**
 * PostgreSQL has one sentence for a wrong password, an unknown role and an expired one. Its catalogue tells them apart to
 * anybody who is logged in, so another kept connection to the same server is asked. The failure stands as it was where there
 * is none, or it cannot tell within the time to connect.
 */
export const toldByNeighbour = async (context: StageContext, config: ServerConfig, refused: ProvostError): Promise<ProvostError> => {
  const { user } = config
  if (config.engine !== 'postgres' || user === null || driverCode(refused) !== '28P01' || !context.found.hasPassword) return refused
  const { signal } = context.connecting
  const late = new Promise<ProvostError>((resolve) => {
    signal.addEventListener('abort', () => resolve(refused), { once: true })
    if (signal.aborted) resolve(refused)
  })
  const answer = async (): Promise<ProvostError> => {
    for (const neighbour of neighboursOf(context, config).slice(0, mostAsked)) {
      // One that cannot log in either tells nothing; the next one may.
      const told = await ask(context, neighbour, user).then(
        (row) => ({ row }),
        () => null,
      )
      if (told !== null) return verdict(told.row, user, neighbour.connection.name, refused)
    }
    return refused
  }
  return Promise.race([answer(), late])
}
