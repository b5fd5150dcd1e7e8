import type { AccessFlag } from '#contract/connection-access.ts'
import { ProvostError } from '#contract/errors.ts'
import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import { type AccessLine, groupAccess } from '../group-access.ts'
import type { AccessFindings } from '../probe/index.ts'

const rights = `group_concat(concat(privilege_type, if(is_grantable = 'YES', '*', '')) order by privilege_type separator ',')`

/** information_schema lists the rights without any password; a pattern on a database is judged for the one at hand. */
const grantsSql = `
select 'server' as scope, grantee, ${rights} as rights, '*.*' as object from information_schema.user_privileges group by grantee
union all
select 'database', grantee, ${rights}, table_schema from information_schema.schema_privileges where database() like table_schema group by grantee, table_schema
union all
select 'table', grantee, ${rights}, concat(table_schema, '.', table_name) from information_schema.table_privileges
 where table_schema = database() group by grantee, table_schema, table_name
union all
select 'column', grantee, ${rights}, concat(table_schema, '.', table_name, '(', column_name, ')') from information_schema.column_privileges
 where table_schema = database() group by grantee, table_schema, table_name, column_name`

/** Only chosen fields of the accounts' settings: the rest holds password hashes. */
const accountsSql = `
select user, host, json_value(priv, '$.is_role'), json_value(priv, '$.account_locked'), json_value(priv, '$.password_lifetime'), json_value(priv, '$.max_user_connections')
  from mysql.global_priv`
const membershipsSql = 'select user, host, role from mysql.roles_mapping'
const definersSql = `select routine_schema, routine_name, lower(routine_type), definer from information_schema.routines
 where security_type = 'DEFINER' and routine_schema = database()`

const server = new Set(['SUPER', 'CREATE USER', 'SET USER', 'GRANT OPTION', 'READ_ONLY ADMIN', 'CONNECTION ADMIN', 'RELOAD', 'SHUTDOWN'])
const writes = new Set(['INSERT', 'UPDATE', 'DELETE', 'DELETE HISTORY'])
const changes = /^(CREATE|ALTER|DROP|INDEX|TRIGGER|EVENT)/

const flagsOf = (scope: string, privileges: readonly string[]): AccessFlag[] => {
  const bare = privileges.map((privilege) => privilege.replace('*', ''))
  return [
    ...(scope === 'server' && bare.includes('SUPER') ? (['superuser'] as const) : []),
    ...(scope === 'server' && bare.some((each) => each !== 'SUPER' && server.has(each)) ? (['administers-roles'] as const) : []),
    ...(bare.includes('FILE') ? (['server-files'] as const) : []),
    ...(bare.some((each) => writes.has(each)) ? (['write'] as const) : []),
    ...(bare.some((each) => changes.test(each)) ? (['schema-change'] as const) : []),
    ...(privileges.some((privilege) => privilege.endsWith('*')) ? (['grant-option'] as const) : []),
  ]
}

interface Account {
  readonly role: boolean
  readonly locked: boolean
  readonly expires: boolean
  readonly limited: boolean
}

/** Who may do what in this database, as far as this account may see: without SELECT on `mysql` only its own rights. */
export const reviewMysql = async (database: Database, config: EngineConfig, options: RunOptions = {}): Promise<AccessFindings> => {
  if (config.engine === 'sqlite') throw new ProvostError('connection.engine-unknown', 'That is not a MySQL or MariaDB connection.')
  const ask = async (sql: string): Promise<string[][]> => {
    const { rows } = await database.read({ sql, parameters: [] }, options)
    return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
  }
  const limits: string[] = []
  const mayFail = async (sql: string, limit: string): Promise<string[][]> => {
    try {
      return await ask(sql)
    } catch (error) {
      if (
        !(error instanceof ProvostError) ||
        !['connection.permission-denied', 'connection.database-denied', 'query.failed', 'table.gone'].includes(error.code)
      )
        throw error
      limits.push(limit)
      return []
    }
  }
  const [[login = ''] = []] = await ask('select current_user()')
  const settings = await mayFail(accountsSql, 'This account may see its own rights only: it has no SELECT on mysql.global_priv.')
  const accounts = new Map(
    settings.map(([user = '', host = '', role, locked, lifetime, most]): [string, Account] => [
      `${user}@${host}`,
      {
        role: role === 'true' || role === '1',
        locked: locked === 'true' || locked === '1',
        expires: Number(lifetime || '-1') > 0,
        limited: Number(most || '0') > 0,
      },
    ]),
  )
  const line = (
    who: string,
    more: Pick<AccessLine, 'scope' | 'privileges' | 'object' | 'revoke'>,
    flags: AccessFlag[] = flagsOf(more.scope, more.privileges),
  ): AccessLine => {
    const account = accounts.get(who) ?? accounts.get(`${who}@`)
    const isPublic = who.toUpperCase() === 'PUBLIC'
    const isRole = !isPublic && (account?.role ?? !who.includes('@'))
    return {
      ...more,
      who: isPublic ? 'PUBLIC' : who.replace(/@$/, ''),
      kind: isPublic ? 'public' : isRole ? 'role' : 'account',
      canLogIn: !isRole && !isPublic && account?.locked !== true,
      flags: [...flags, ...(isPublic ? (['everyone'] as const) : [])],
    }
  }
  const grants = (await ask(grantsSql)).map(([scope = '', grantee = '', held = '', object = '']) => {
    const who = grantee.replaceAll(/'((?:[^']|'')*)'/g, (_all, inner: string) => inner.replaceAll("''", "'"))
    return line(who, { scope: scope as AccessLine['scope'], privileges: held.split(','), object, revoke: null })
  })
  const standing = [...accounts].flatMap(([who, { role, expires, limited }]): AccessLine[] => {
    const flags: AccessFlag[] = role
      ? []
      : [...(expires ? [] : (['no-password-expiry'] as const)), ...(limited ? [] : (['no-connection-limit'] as const))]
    return flags.length === 0 ? [] : [line(who, { scope: 'server', privileges: [], object: 'the account', revoke: null }, flags)]
  })
  const memberships =
    accounts.size === 0 ? [] : await mayFail(membershipsSql, 'Which roles others may switch on is not visible to this account.')
  const routines = await ask(definersSql)
  return {
    login,
    entries: groupAccess([
      ...standing,
      ...grants,
      ...memberships.map(([user = '', host = '', role = '']) =>
        line(`${user}@${host}`, { scope: 'membership', privileges: ['MEMBER'], object: role, revoke: null }),
      ),
      ...routines.map(([schema = '', name = '', kind = '', definer = '']) =>
        line(definer, { scope: 'routine', privileges: [`DEFINER of ${kind}`], object: `${schema}.${name}`, revoke: null }, [
          'definer-routine',
        ]),
      ),
    ]),
    limits,
  }
}
