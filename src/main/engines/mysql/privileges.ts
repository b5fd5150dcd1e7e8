import { ProvostError } from '#contract/errors.ts'
import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import type { ReadOnlyEvidence, WriteFinding } from '../probe/index.ts'
import { appliesTo, type Grant, type ParsedGrants, parseGrants } from './parse-grants.ts'

/** Rights that read, watch or mean nothing. Every other one counts as writing, also one that is not known here. */
const harmless = new Set([
  'SELECT',
  'USAGE',
  'SHOW VIEW',
  'SHOW DATABASES',
  'SHOW CREATE ROUTINE',
  'PROCESS',
  'REPLICATION CLIENT',
  'REPLICATION SLAVE',
  'BINLOG MONITOR',
  'SLAVE MONITOR',
  'REPLICA MONITOR',
  'LOCK TABLES',
  'REFERENCES',
])

const name = (text: string): string => `\`${text.replaceAll('`', '``')}\``
const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** `u@host` as the server writes accounts, quoted for a statement; a role has no host. */
export const quotedAccount = (account: string): string => {
  const at = account.lastIndexOf('@')
  return at === -1 ? name(account) : `${literal(account.slice(0, at))}@${literal(account.slice(at + 1))}`
}

interface Holder {
  readonly words: string
  /** As a REVOKE names it. */
  readonly account: string
}

interface Routine {
  readonly database: string
  readonly name: string
  readonly kind: string
}

const place = ({ database, object }: Grant): string =>
  database === null ? 'every database' : object === null ? `the database ${database}` : `${database}.${object}`
const target = ({ kind, database, object }: Grant): string =>
  `${kind === 'table' ? '' : `${kind.toUpperCase()} `}${database === null ? '*' : name(database)}.${object === null ? '*' : name(object)}`

const executes = (grant: Grant, routine: Routine): boolean =>
  grant.privileges.some((privilege) => privilege.name === 'EXECUTE' || privilege.name.startsWith('ALL')) &&
  appliesTo(grant, routine.database) &&
  (grant.object === null || (grant.object.toLowerCase() === routine.name.toLowerCase() && grant.kind === routine.kind))

/** The rights of one grant that write in this database. EXECUTE writes through routines only, which are looked at by themselves. */
const writing = (grant: Grant, database: string): string[] => {
  if (grant.kind === 'proxy') return ['PROXY']
  if (grant.kind !== 'table' || !appliesTo(grant, database)) return []
  const written = grant.privileges
    .filter((privilege) => !harmless.has(privilege.name) && privilege.name !== 'EXECUTE')
    .map((privilege) => (privilege.columns.length > 0 ? `${privilege.name} (${privilege.columns.map(name).join(', ')})` : privilege.name))
  return [...written, ...(grant.grantOption ? ['GRANT OPTION'] : [])]
}

const withoutRevoked = (grants: readonly Grant[], database: string): Grant[] => {
  const taken = new Set(
    grants
      .filter((grant) => grant.revoked && appliesTo({ ...grant, object: null, kind: 'table' }, database))
      .flatMap((grant) => grant.privileges.map((privilege) => privilege.name)),
  )
  return grants
    .filter((grant) => !grant.revoked)
    .map((grant) =>
      grant.database === null ? { ...grant, privileges: grant.privileges.filter((privilege) => !taken.has(privilege.name)) } : grant,
    )
}

const findingsOf = (parsed: ParsedGrants, holder: Holder, database: string, routines: readonly Routine[]): WriteFinding[] =>
  withoutRevoked(parsed.grants, database).flatMap((grant) => {
    const subject = grant.toPublic ? 'PUBLIC, which is everyone,' : holder.words
    const from = grant.toPublic ? 'PUBLIC' : holder.account
    const rights = writing(grant, database)
    const run = routines.filter((routine) => executes(grant, routine))
    return [
      ...(rights.length === 0
        ? []
        : [
            {
              words: `${subject} holds ${rights.join(', ')} on ${place(grant)}.`,
              revoke: rights[0] === 'PROXY' ? null : `REVOKE ${rights.join(', ')} ON ${target(grant)} FROM ${from};`,
            },
          ]),
      ...run.map((routine) => ({
        words: `${subject} may run the ${routine.kind} ${routine.database}.${routine.name}, which acts with its definer’s rights (SQL SECURITY DEFINER).`,
        revoke:
          grant.object === null
            ? `REVOKE EXECUTE ON ${target(grant)} FROM ${from};`
            : `REVOKE EXECUTE ON ${routine.kind.toUpperCase()} ${name(routine.database)}.${name(routine.name)} FROM ${from};`,
      })),
    ]
  })

const routinesSql = `select routine_schema, routine_name, lower(routine_type) from information_schema.routines
 where security_type = 'DEFINER' and routine_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema')`

/** The grants of the login and of every role it can switch on, active or not, however many steps away. */
const gather = async (
  ask: (sql: string) => Promise<string[][]>,
  login: string,
): Promise<{ found: { parsed: ParsedGrants; holder: Holder }[]; unknown: string[] }> => {
  const grantsOf = async (of: string): Promise<ParsedGrants> => parseGrants((await ask(`show grants${of}`)).map(([line = '']) => line))
  const own = await grantsOf('')
  const found = [{ parsed: own, holder: { words: 'This login', account: quotedAccount(login) } }]
  const unknown = own.unknown > 0 ? [`${own.unknown} lines of SHOW GRANTS have a form that is not known.`] : []
  const seen = new Set<string>()
  const waiting = [...own.roles]
  const applicable = await ask('select role_name from information_schema.applicable_roles').catch(() => [])
  waiting.push(...applicable.map(([role = '']) => role))
  for (let role = waiting.shift(); role !== undefined; role = waiting.shift()) {
    if (role === '' || seen.has(role)) continue
    seen.add(role)
    try {
      const parsed = await grantsOf(` for ${name(role)}`)
      found.push({ parsed, holder: { words: `The role ${role}, which this login can switch on,`, account: name(role) } })
      waiting.push(...parsed.roles)
      if (parsed.unknown > 0) unknown.push(`${parsed.unknown} lines of SHOW GRANTS FOR ${role} have a form that is not known.`)
    } catch (error) {
      if (!(error instanceof ProvostError) || error.code === 'call.cancelled') throw error
      unknown.push(`The grants of the role ${role} may not be seen by this login.`)
    }
  }
  // Grants to PUBLIC are listed by MariaDB with each login's own from 10.11 on; asked for by name, they are there for sure.
  const everyone = await grantsOf(' for public').catch(() => null)
  if (everyone !== null) found.push({ parsed: everyone, holder: { words: 'PUBLIC, which is everyone,', account: 'PUBLIC' } })
  return { found, unknown }
}

/** Whether this login can write in this database, by the catalogue alone. Nothing is tried. */
export const mysqlEvidence = async (database: Database, config: EngineConfig, options: RunOptions = {}): Promise<ReadOnlyEvidence> => {
  if (config.engine === 'sqlite') throw new ProvostError('connection.engine-unknown', 'That is not a MySQL or MariaDB connection.')
  const ask = async (sql: string): Promise<string[][]> => {
    const { rows } = await database.read({ sql, parameters: [] }, options)
    return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
  }
  const { flavour } = await database.server(options)
  const variable = flavour === 'MariaDB' ? '@@session.tx_read_only' : '@@session.transaction_read_only'
  const [standing = []] = await ask(`select current_user(), @@global.read_only, ${variable}, database()`)
  const [login = '', readOnly, guarded, selected = ''] = standing
  const routines = (await ask(routinesSql)).map(([routineDatabase = '', routine = '', kind = '']) => ({
    database: routineDatabase,
    name: routine,
    kind,
  }))
  const { found, unknown } = await gather(ask, login)
  const findings = found.flatMap(({ parsed, holder }) => findingsOf(parsed, holder, selected === '' ? config.database : selected, routines))
  const distinct = [...new Map(findings.map((finding) => [finding.words, finding])).values()]
  const bypass = found.some(({ parsed }) =>
    parsed.grants.some(
      (grant) =>
        !grant.revoked &&
        grant.privileges.some(({ name: right }) => /^(SUPER|READ.ONLY ADMIN|READ_ONLY ADMIN|CONNECTION_ADMIN|ALL.*)$/.test(right)),
    ),
  )
  const closed = readOnly !== undefined && !/^(0|OFF)$/i.test(readOnly)
  return {
    physical:
      closed && !bypass && unknown.length === 0 ? 'The server is set to read_only, and this login has no right to write past that.' : null,
    notPhysical: closed
      ? 'The server is set to read_only, but this login may write past that (SUPER, READ_ONLY ADMIN).'
      : 'The server is not set to read_only.',
    guarded: /^(1|ON)$/i.test(guarded ?? ''),
    findings: distinct,
    unknown,
  }
}
