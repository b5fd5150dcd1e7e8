import { ProvostError } from '#contract/errors.ts'
import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import type { ReadOnlyEvidence, WriteFinding } from '../probe/index.ts'
import { appliesTo, type Grant, type Grantee, parseGrants } from './parse-grants.ts'
import { type Ask, inEveryRole, literal, name, type Role } from './roles.ts'
import { type ViewRights, viewRights } from './view-rights.ts'

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

/** Rights to write that a server set to read_only stops. It stops no files, no temporary tables, and nobody's functions. */
const stopped = new Set(
  `INSERT|UPDATE|DELETE|CREATE|DROP|INDEX|ALTER|CREATE VIEW|CREATE ROUTINE|ALTER ROUTINE|CREATE USER|EVENT|TRIGGER|DELETE HISTORY|DELETE VERSIONING ROWS|GRANT OPTION`.split(
    '|',
  ),
)

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

/** A database that the rights are judged in; null for whichever the login reaches. */
type Place = string | null

/** The rights of one grant that write in this database. EXECUTE writes through routines only, which are looked at by themselves. */
const writing = (grant: Grant, database: Place): string[] => {
  if (grant.kind === 'proxy') return ['PROXY']
  if (grant.kind !== 'table' || (database !== null && !appliesTo(grant, database))) return []
  const written = grant.privileges
    .filter((privilege) => !harmless.has(privilege.name) && privilege.name !== 'EXECUTE')
    .map((privilege) => (privilege.columns.length > 0 ? `${privilege.name} (${privilege.columns.map(name).join(', ')})` : privilege.name))
  return [...written, ...(grant.grantOption ? ['GRANT OPTION'] : [])]
}

/** What is taken back is taken in one database only: where every one counts, the others are left. */
const withoutRevoked = (grants: readonly Grant[], database: Place): Grant[] => {
  const taken = new Set(
    grants
      .filter((grant) => database !== null && grant.revoked && appliesTo({ ...grant, object: null, kind: 'table' }, database))
      .flatMap((grant) => grant.privileges.map((privilege) => privilege.name)),
  )
  return grants
    .filter((grant) => !grant.revoked)
    .map((grant) =>
      grant.database === null ? { ...grant, privileges: grant.privileges.filter((privilege) => !taken.has(privilege.name)) } : grant,
    )
}

const holderOf = ({ name: who, host, everyone }: Grantee, login: string): { words: string; account: string } => {
  if (everyone) return { words: 'PUBLIC, which is everyone,', account: 'PUBLIC' }
  const account = host === null ? name(who) : `${literal(who)}@${literal(host)}`
  return { words: `${who}@${host}` === login ? 'This login' : `The role ${who}, which this login can switch on,`, account }
}

export const findingsOf = (grants: readonly Grant[], login: string, database: Place, routines: readonly Routine[]): WriteFinding[] =>
  withoutRevoked(grants, database).flatMap((grant) => {
    const { words: subject, account } = holderOf(grant.to, login)
    const rights = writing(grant, database)
    const run = routines.filter((routine) => executes(grant, routine))
    return [
      ...(rights.length === 0
        ? []
        : [
            {
              words: `${subject} holds ${rights.join(', ')} on ${place(grant)}.`,
              revoke: rights[0] === 'PROXY' ? null : `REVOKE ${rights.join(', ')} ON ${target(grant)} FROM ${account};`,
              pastPhysical: rights.some((right) => !stopped.has(right.replace(/ \(.*$/s, ''))),
            },
          ]),
      ...run.map((routine) => ({
        words: `${subject} may run the ${routine.kind} ${routine.database}.${routine.name}, which acts with its definer’s rights (SQL SECURITY DEFINER).`,
        revoke:
          grant.object === null
            ? `REVOKE EXECUTE ON ${target(grant)} FROM ${account};`
            : `REVOKE EXECUTE ON ${routine.kind.toUpperCase()} ${name(routine.database)}.${name(routine.name)} FROM ${account};`,
        pastPhysical: true,
      })),
    ]
  })

/** Rights that write although the server is read_only. */
const pastReadOnly = /^(SUPER|READ.ONLY ADMIN|CONNECTION_ADMIN|ALL( PRIVILEGES)?)$/

export const routinesSql = `select routine_schema, routine_name, lower(routine_type) from information_schema.routines
 where security_type = 'DEFINER' and routine_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema')`

/** Before 10.11 there is no PUBLIC, and the server says so. */
const noneOf = (error: unknown): string[][] => {
  if (error instanceof ProvostError && error.code === 'query.failed') return []
  throw error
}

/** The grants of the login and of every role it can switch on, active or not, however many steps away. */
const gather = async (
  ask: Ask,
  flavour: string,
): Promise<{ grants: Grant[]; roles: readonly Role[]; routines: Routine[]; unknown: string[] }> => {
  const lines = new Set<string>()
  const add = (rows: string[][]): void => {
    for (const [line = ''] of rows) lines.add(line)
  }
  add(await ask('show grants'))
  const { roles } = parseGrants([...lines])
  const routines = new Map<string, Routine>()
  await inEveryRole({ ask, flavour, roles }, async () => {
    if (flavour === 'MariaDB') add(await ask('show grants'))
    // A routine is listed only while a right to run it is on.
    for (const [database = '', routine = '', kind = ''] of await ask(routinesSql))
      routines.set(JSON.stringify([database, routine, kind]), { database, name: routine, kind })
  })
  if (flavour === 'MariaDB') {
    // Asked for by name, what everyone holds is there for sure.
    add(await ask('show grants for public').catch(noneOf))
  } else if (roles.length > 0) {
    add(await ask(`show grants for current_user() using ${roles.map((role) => `${name(role.name)}@${name(role.host ?? '%')}`).join(', ')}`))
  }
  const parsed = parseGrants([...lines])
  const seen = new Set(parsed.grants.map(({ to }) => to.name))
  const unseen = flavour === 'MariaDB' ? [...new Set(parsed.roles.map((role) => role.name))].filter((role) => !seen.has(role)) : []
  return {
    grants: [...parsed.grants],
    roles,
    routines: [...routines.values()],
    unknown: [
      ...(parsed.unknown > 0 ? [`${parsed.unknown} lines of SHOW GRANTS have a form that is not known.`] : []),
      ...unseen.map((role) => `The grants of the role ${role} may not be seen by this login.`),
    ],
  }
}

/**
 * Whether this login can write in this database, by the catalogue alone. Nothing is tried. Roles are switched on and off to see
 * their grants, so the database is a pool of one session.
 */
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
  const { grants, roles, routines, unknown } = await gather(ask, flavour)
  const named = selected === '' ? config.database : selected
  const held = findingsOf(grants, login, named === '' ? null : named, routines)
  const bypass = grants.some(({ revoked, privileges }) => !revoked && privileges.some((privilege) => pastReadOnly.test(privilege.name)))
  const closed = readOnly !== undefined && !/^(0|OFF)$/i.test(readOnly)
  const physical = closed && !bypass
  // Where a right to write is found already, the views would add nothing but time.
  const decided = held.some(({ pastPhysical }) => pastPhysical || !physical)
  const views: ViewRights[] = []
  if (!decided) await inEveryRole({ ask, flavour, roles }, async () => void views.push(await viewRights(ask, login)))
  const findings = [...held, ...views.flatMap((each) => each.findings)]
  return {
    physical: physical ? 'The server is set to read_only, and this login has no right to write past that.' : null,
    notPhysical: closed
      ? 'The server is set to read_only, but this login may write past that (SUPER, READ_ONLY ADMIN).'
      : 'The server is not set to read_only.',
    guarded: /^(1|ON)$/i.test(guarded ?? ''),
    findings: [...new Map(findings.map((finding) => [finding.words, finding])).values()],
    unknown: [...new Set([...unknown, ...views.flatMap((each) => each.unknown)])],
  }
}
