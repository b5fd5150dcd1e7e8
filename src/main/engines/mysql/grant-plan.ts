import { ProvostError } from '#contract/errors.ts'
import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import type { GrantPlan, GrantPlanRequest } from '../probe/index.ts'
import { nativeHash } from './native-hash.ts'

const name = (text: string): string => `\`${text.replaceAll('`', '``')}\``
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

const rightsOn = { read: 'SELECT, SHOW VIEW', rows: 'SELECT, INSERT, UPDATE, DELETE, SHOW VIEW' } as const

/** The statements that make an account with just these rights on this database, for tables made later too. Nothing is changed by planning. */
export const planMysqlGrant = async (
  database: Database,
  config: EngineConfig,
  request: GrantPlanRequest,
  options: RunOptions = {},
): Promise<GrantPlan> => {
  if (config.engine === 'sqlite') throw new ProvostError('connection.engine-unknown', 'That is not a MySQL or MariaDB connection.')
  const { flavour } = await database.server(options)
  const { rows } = await database.read(
    { sql: 'select current_user(), (select count(*) from mysql.user where user = ? and host = ?)', parameters: [request.role, '%'] },
    options,
  )
  const [login, found] = rows[0] ?? []
  if (String(login) === `${request.role}@%`)
    throw new ProvostError('connection.role-unsuitable', `The account ${request.role} cannot be made a limited one.`, {
      detail: 'It is the account this connection itself logs in with.',
      remedy: ['Choose another name for the role.'],
    })
  const exists = String(found) !== '0'
  const account = `${literal(request.role)}@'%'`
  const secret =
    request.password === null
      ? ''
      : flavour === 'MariaDB'
        ? ` IDENTIFIED VIA mysql_native_password USING ${literal(nativeHash(request.password))}`
        : ` IDENTIFIED BY ${literal(request.password)}`
  // In a grant on a database _ and % stand for other characters.
  const place = name(config.database.replaceAll(/[\\_%]/g, (character) => `\\${character}`))
  return {
    exists,
    statements: [
      {
        sql: `${exists ? 'ALTER' : 'CREATE'} USER ${account}${secret} WITH MAX_USER_CONNECTIONS ${request.connectionLimit};`,
        why: exists
          ? `The account is there already: only its limit ${request.password === null ? 'is' : 'and its password are'} set.`
          : 'An account that logs in and holds nothing yet.',
      },
      { sql: `GRANT ${rightsOn[request.rights]} ON ${place}.* TO ${account};`, why: 'The tables there now and those made later.' },
    ],
    undo: exists ? [] : [`DROP USER IF EXISTS ${account}`],
    warnings: exists ? ['What the account held before, it still holds.'] : [],
  }
}
