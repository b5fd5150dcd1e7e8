import type { AccessStatement } from '#contract/connection-access.ts'
import { ProvostError } from '#contract/errors.ts'
import type { Cell } from '#contract/values.ts'
import type { Database, RunOptions } from '../engine.ts'
import type { GrantPlan, GrantPlanRequest } from '../probe/index.ts'
import { scramVerifier } from './scram.ts'

const own = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

const standingSql = `select current_user::text, current_database()::text, (select rolsuper from pg_roles where rolname = current_user),
  (select rolsuper from pg_roles where rolname = $1)`

/**
 * Schemas; who may make tables in them: their owners, the database's, whoever owns something there or may create, and this login; whether
 * this login may speak for that role; and what PUBLIC may do there.
 */
const schemasSql = `
select n.nspname, o.rolname, pg_has_role(o.oid, 'USAGE'),
       exists (select from aclexplode(n.nspacl) x where x.grantee = 0 and x.privilege_type = 'CREATE')
  from pg_namespace n
  cross join lateral (select distinct owner from (
    select n.nspowner as owner union select d.datdba from pg_database d where d.datname = current_database()
    union select r.oid from pg_roles r where not r.rolsuper and r.rolcanlogin
      and has_schema_privilege(r.oid, n.oid, 'CREATE') and has_database_privilege(r.oid, current_database(), 'CONNECT')
    union select x.grantee from aclexplode(n.nspacl) x where x.privilege_type = 'CREATE' and x.grantee <> 0
    union select r.oid from pg_roles r where r.rolname = current_user and has_schema_privilege(n.oid, 'CREATE')
    union select c.relowner from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')) as owners) as w
  join pg_roles o on o.oid = w.owner
 where ${own} and o.rolname <> $1 order by 1, 2`

/** What everyone holds that writes, and who else could use it: they keep it by name when PUBLIC loses it. */
const everyoneSql = `
select 'DATABASE ' || format('%I', d.datname) as target, 'TEMPORARY' as rights,
       exists (select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x where x.grantee = 0 and x.privilege_type = 'TEMPORARY') as held
  from pg_database d where d.datname = current_database()
union all
select 'FUNCTION pg_catalog.' || p.oid::regprocedure::text, 'EXECUTE',
       exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee = 0 and x.privilege_type = 'EXECUTE')
  from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace and p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea') and (select rolsuper from pg_roles where rolname = current_user)
order by 1`
const othersSql = `select rolname from pg_roles
 where rolcanlogin and not rolsuper and rolname <> $1 and has_database_privilege(oid, current_database(), 'CONNECT') order by 1`

const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell))
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const rightsOn = {
  read: { tables: 'SELECT', sequences: 'SELECT' },
  rows: { tables: 'SELECT, INSERT, UPDATE, DELETE', sequences: 'USAGE, SELECT, UPDATE' },
} as const

const roleStatements = (request: GrantPlanRequest, exists: boolean): AccessStatement[] => {
  const role = quoted(request.role)
  const secret = request.password === null ? '' : ` PASSWORD '${scramVerifier(request.password)}'`
  const attributes = `LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT ${request.connectionLimit}`
  return [
    {
      sql: `${exists ? 'ALTER' : 'CREATE'} ROLE ${role} ${exists ? `CONNECTION LIMIT ${request.connectionLimit}` : attributes}${secret};`,
      why: exists
        ? `The role is there already: only its limit ${request.password === null ? 'is' : 'and its password are'} set.`
        : 'A role that logs in and is nothing more.',
    },
    ...(request.rights === 'read'
      ? [{ sql: `ALTER ROLE ${role} SET default_transaction_read_only = on;`, why: 'Its sessions begin read-only, as a second fence.' }]
      : []),
  ]
}

const schemaStatements = (
  rows: readonly (readonly Cell[])[],
  { role: name, rights }: GrantPlanRequest,
): { statements: AccessStatement[]; warnings: string[] } => {
  const role = quoted(name)
  const { tables, sequences } = rightsOn[rights]
  const warnings: string[] = []
  const statements: AccessStatement[] = []
  for (const schema of new Set(rows.map(([each]) => text(each)))) {
    const place = quoted(schema)
    statements.push(
      { sql: `GRANT USAGE ON SCHEMA ${place} TO ${role};`, why: `What lies in ${schema} can be named.` },
      { sql: `GRANT ${tables} ON ALL TABLES IN SCHEMA ${place} TO ${role};`, why: 'The tables and views there now.' },
      { sql: `GRANT ${sequences} ON ALL SEQUENCES IN SCHEMA ${place} TO ${role};`, why: 'The sequences there now.' },
    )
    for (const [, owner, speaksFor] of rows.filter(([each]) => text(each) === schema)) {
      if (speaksFor !== true) {
        warnings.push(
          `Tables that ${text(owner)} makes later in ${schema} are not covered: this login does not have that role’s rights. ${text(owner)} itself can run: ALTER DEFAULT PRIVILEGES IN SCHEMA ${place} GRANT ${tables} ON TABLES TO ${role};`,
        )
        continue
      }
      const future = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoted(text(owner))} IN SCHEMA ${place} GRANT`
      statements.push(
        { sql: `${future} ${tables} ON TABLES TO ${role};`, why: `The tables that ${text(owner)} makes there later.` },
        { sql: `${future} ${sequences} ON SEQUENCES TO ${role};`, why: `The sequences that ${text(owner)} makes there later.` },
      )
    }
  }
  return { statements, warnings }
}

/** Takes a right from everyone and leaves it with those who log in today, so that no other program loses anything. */
const fromEveryone = (target: string, rights: string, others: readonly string[]): AccessStatement[] => [
  ...(others.length === 0
    ? []
    : [
        {
          sql: `GRANT ${rights} ON ${target} TO ${others.map(quoted).join(', ')};`,
          why: 'Those who log in today keep what everyone loses next.',
        },
      ]),
  { sql: `REVOKE ${rights} ON ${target} FROM PUBLIC;`, why: 'Everyone held this, and so would the new role.' },
]

/** The statements that make a role with just these rights on this database. Nothing is changed by planning. */
export const planPostgresGrant = async (database: Database, request: GrantPlanRequest, options: RunOptions = {}): Promise<GrantPlan> => {
  const ask = async (sql: string, parameters: readonly unknown[] = []): Promise<readonly (readonly Cell[])[]> =>
    (await database.read({ sql, parameters }, options)).rows
  const [[user, name, , existing] = []] = await ask(standingSql, [request.role])
  if (existing === true || text(user) === request.role)
    throw new ProvostError('connection.role-unsuitable', `The role ${request.role} cannot be made a limited one.`, {
      detail: existing === true ? 'It is a superuser.' : 'It is the role this connection itself logs in with.',
      remedy: ['Choose another name for the role.'],
    })
  const exists = typeof existing === 'boolean'
  const schemas = await ask(schemasSql, [request.role])
  const inSchemas = schemaStatements(schemas, request)
  const others = (await ask(othersSql, [request.role])).map(([each]) => text(each))
  const open = [...new Set(schemas.filter(([, , , everyone]) => everyone === true).map(([schema]) => text(schema)))]
  const held = request.rights === 'read' ? (await ask(everyoneSql)).filter(([, , each]) => each === true) : []
  return {
    exists,
    statements: [
      ...roleStatements(request, exists),
      { sql: `GRANT CONNECT ON DATABASE ${quoted(text(name))} TO ${quoted(request.role)};`, why: 'It may enter this database.' },
      ...inSchemas.statements,
      ...open.flatMap((schema) => fromEveryone(`SCHEMA ${quoted(schema)}`, 'CREATE', others)),
      ...held.flatMap(([target, rights]) => fromEveryone(text(target), text(rights), others)),
    ],
    undo: [],
    warnings: inSchemas.warnings,
  }
}
