import type { AccessEntry, AccessFlag } from '#contract/connection-access.ts'
import type { Cell } from '#contract/values.ts'
import type { Database, RunOptions } from '../engine.ts'
import { type AccessLine, groupAccess } from '../group-access.ts'
import type { AccessFindings } from '../probe/index.ts'

const rolesSql = `
select r.rolname, r.rolcanlogin,
       concat_ws(',', case when rolsuper then 'SUPERUSER' end, case when rolcreatedb then 'CREATEDB' end, case when rolcreaterole then 'CREATEROLE' end,
         case when rolreplication then 'REPLICATION' end, case when rolbypassrls then 'BYPASSRLS' end),
       r.rolvaliduntil is null, r.rolconnlimit, current_user::text,
       (select coalesce(string_agg(quote_ident(g.rolname), ',' order by g.rolname), '') from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid)
  from pg_roles r where r.rolname !~ '^pg_' order by r.rolname`

const holder = `case x.grantee when 0 then '' else (select rolname from pg_roles where oid = x.grantee) end`
const rights = `string_agg(x.privilege_type || case when x.is_grantable then '*' else '' end, ',' order by x.privilege_type)`
const own = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

/** Grants on what people made. What only its owner may use has no list of grants and stands under ownership. */
const grantsSql = `
select 'database' as scope, ${holder} as who, ${rights} as rights, format('%I', d.datname) as object, 'DATABASE' as kind
  from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x where d.datname = current_database() and x.grantee <> d.datdba group by x.grantee, d.datname
union all
select 'schema', ${holder}, ${rights}, format('%I', n.nspname), 'SCHEMA'
  from pg_namespace n, aclexplode(n.nspacl) x where ${own} and x.grantee <> n.nspowner group by x.grantee, n.nspname
union all
select case c.relkind when 'S' then 'sequence' else 'table' end, ${holder}, ${rights}, format('%I.%I', n.nspname, c.relname), case c.relkind when 'S' then 'SEQUENCE' else 'TABLE' end
  from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) x
 where ${own} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and x.grantee <> c.relowner group by x.grantee, n.nspname, c.relname, c.relkind
union all
select 'column', ${holder}, string_agg(distinct x.privilege_type || case when x.is_grantable then '*' else '' end, ','),
       format('%I.%I(%I)', n.nspname, c.relname, a.attname), ''
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace, aclexplode(a.attacl) x
 where ${own} and not a.attisdropped and x.grantee <> c.relowner group by x.grantee, n.nspname, c.relname, a.attname
union all
select 'routine', ${holder}, ${rights}, p.oid::regprocedure::text, case p.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
 where ${own} and p.prosecdef and x.grantee <> p.proowner group by x.grantee, p.oid, p.prokind
union all
select 'future', ${holder}, ${rights}, format('%s made by %I%s', case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'routines' when 'n' then 'schemas' else 'types' end,
         o.rolname, coalesce(format(' in %I', n.nspname), '')), ''
  from pg_default_acl d join pg_roles o on o.oid = d.defaclrole left join pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) x
 where x.grantee <> d.defaclrole group by x.grantee, d.defaclobjtype, o.rolname, n.nspname
union all
select 'database', r.rolname, 'OWNER', format('%I', d.datname), '' from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = current_database()
union all
select 'schema', r.rolname, 'OWNER', format('%I', n.nspname), '' from pg_namespace n join pg_roles r on r.oid = n.nspowner where ${own}
union all
select case c.relkind when 'S' then 'sequence' else 'table' end, r.rolname, 'OWNER', format('%I.%I', n.nspname, c.relname), ''
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
 where ${own} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
order by 2, 1, 4`

const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell))
const list = (joined: string): string[] => (joined === '' ? [] : joined.split(','))
const quoted = (role: string): string => (role === '' ? 'PUBLIC' : `"${role.replaceAll('"', '""')}"`)

const flagsOf = (who: string, scope: string, privileges: readonly string[]): AccessFlag[] => {
  const bare = privileges.map((privilege) => privilege.replace('*', ''))
  const has = (...names: string[]): boolean => names.some((name) => bare.includes(name))
  return [
    ...(who === '' && !['CONNECT'].every((only) => bare.length === 1 && bare[0] === only) ? (['everyone'] as const) : []),
    ...(has('OWNER') ? (['ownership'] as const) : []),
    ...(has('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TEMPORARY') || (scope === 'sequence' && has('USAGE')) ? (['write'] as const) : []),
    ...(has('CREATE', 'TRIGGER') ? (['schema-change'] as const) : []),
    ...(scope === 'routine' ? (['definer-routine'] as const) : []),
    ...(privileges.some((privilege) => privilege.endsWith('*')) ? (['grant-option'] as const) : []),
  ]
}

const attributeFlags = (attributes: readonly string[], noExpiry: boolean, noLimit: boolean): AccessFlag[] => [
  ...(attributes.includes('SUPERUSER') ? (['superuser'] as const) : []),
  ...(attributes.includes('CREATEROLE') ? (['administers-roles'] as const) : []),
  ...(attributes.includes('CREATEDB') ? (['schema-change'] as const) : []),
  ...(attributes.includes('BYPASSRLS') ? (['bypasses-row-security'] as const) : []),
  ...(noExpiry ? (['no-password-expiry'] as const) : []),
  ...(noLimit ? (['no-connection-limit'] as const) : []),
]

const dangerous = new Set(['pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_read_server_files'])

const rolesOf = (rows: readonly (readonly Cell[])[]): { lines: AccessLine[]; logins: Map<string, boolean> } => {
  const logins = new Map<string, boolean>()
  const lines = rows.flatMap(([name, canLogIn, attributes, noExpiry, limit, _me, memberships]): AccessLine[] => {
    const who = text(name)
    const login = canLogIn === true
    logins.set(who, login)
    const kind = login ? 'account' : 'role'
    const held = list(text(attributes))
    const flags = attributeFlags(held, login && noExpiry === true, login && Number(limit) === -1)
    const groups = list(text(memberships))
    return [
      { who, kind, canLogIn: login, scope: 'server', privileges: held, flags, object: 'the server', revoke: null },
      ...groups.map(
        (group): AccessLine => ({
          who,
          kind,
          canLogIn: login,
          scope: 'membership',
          privileges: ['MEMBER'],
          flags: dangerous.has(group) ? ['write'] : [],
          object: group,
          revoke: (objects) => `REVOKE ${objects.join(', ')} FROM ${quoted(who)};`,
        }),
      ),
    ]
  })
  return { lines, logins }
}

/** Who may do what in this database: PostgreSQL shows its whole catalogue to everyone. */
export const reviewPostgres = async (database: Database, options: RunOptions = {}): Promise<AccessFindings> => {
  const roles = await database.read({ sql: rolesSql, parameters: [] }, options)
  const { lines, logins } = rolesOf(roles.rows)
  const grants = await database.read({ sql: grantsSql, parameters: [] }, options)
  const granted = grants.rows.map(([scope, holderName, held, object, kind]): AccessLine => {
    const who = text(holderName)
    const privileges = list(text(held))
    const place = text(scope) as AccessEntry['scope']
    const bare = privileges.map((privilege) => privilege.replace('*', '')).join(', ')
    return {
      who: who === '' ? 'PUBLIC' : who,
      kind: who === '' ? 'public' : logins.get(who) === true ? 'account' : 'role',
      canLogIn: logins.get(who) === true,
      scope: place,
      privileges,
      flags: flagsOf(who, place, privileges),
      object: text(object),
      revoke: text(kind) === '' ? null : (objects) => `REVOKE ${bare} ON ${text(kind)} ${objects.join(', ')} FROM ${quoted(who)};`,
    }
  })
  return { login: text(roles.rows[0]?.[5]), entries: groupAccess([...lines, ...granted]), limits: [] }
}
