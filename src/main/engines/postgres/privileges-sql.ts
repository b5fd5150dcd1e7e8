import { definerFunctions, hasPages, type RightsPart, reachParts, telling } from './reach-sql.ts'

const hasDefaults = hasPages('pg_default_acl')

/** Access lists that let somebody write. */
const writeParts: readonly RightsPart[] = [
  {
    where: null,
    sql: `select case relkind when 'S' then 'sequence' else 'table' end as kind, oid as id, 0 as sub, null::text as label, relowner as owner, relacl as acl,
       case relkind when 'S' then '{USAGE,UPDATE}' else '{INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER,MAINTAIN}' end::text[] as wanted
  from pg_class where relacl is not null and relkind in ('r', 'p', 'v', 'm', 'f', 'S') and relpersistence <> 't' and oid <> 'pg_catalog.pg_settings'::regclass`,
  },
  {
    where: null,
    sql: `select 'column', c.oid, a.attnum, null, c.relowner, a.attacl, '{INSERT,UPDATE}'
  from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attacl is not null and not a.attisdropped and c.relpersistence <> 't'`,
  },
  {
    where: null,
    sql: `select 'schema', oid, 0, quote_ident(nspname), nspowner, nspacl, '{CREATE}' from pg_namespace where nspacl is not null`,
  },
  {
    where: null,
    sql: `select 'database', oid, 0, quote_ident(datname), datdba, coalesce(datacl, acldefault('d', datdba)), '{CREATE,TEMPORARY}' from pg_database where datname = current_database()`,
  },
  {
    where: definerFunctions,
    sql: `select 'routine', oid, 0, case prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, proowner, coalesce(proacl, acldefault('f', proowner)), '{EXECUTE}'
  from pg_proc where prosecdef and proowner not in (select oid from m)`,
  },
  {
    where: null,
    sql: `select 'large-object-maker', oid, 0, null, proowner, coalesce(proacl, acldefault('f', proowner)), '{EXECUTE}'
  from pg_proc where proname in ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import') and pronamespace = 'pg_catalog'::regnamespace`,
  },
  {
    where: hasPages('pg_largeobject_metadata'),
    // An owner may give itself what it took away.
    sql: `select 'large-object', oid, 0, null, null, lomacl || makeaclitem(lomowner, 0, 'UPDATE', false), '{UPDATE}' from pg_largeobject_metadata`,
  },
  {
    where: hasDefaults,
    sql: `select 'future', oid, 0, case defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' else 'SCHEMAS' end, defaclrole, defaclacl,
       case defaclobjtype when 'r' then '{INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER,MAINTAIN}' when 'S' then '{USAGE,UPDATE}' else '{CREATE}' end::text[]
  from pg_default_acl where defaclobjtype in ('r', 'S', 'n')`,
  },
  // Settings that a login may change although they are a superuser's; from PostgreSQL 15 on.
  {
    where: hasPages('pg_parameter_acl'),
    sql: `select 'parameter', oid, 0, parname, null, paracl, '{SET,"ALTER SYSTEM"}' from pg_parameter_acl`,
  },
]

const parts = [...writeParts, ...reachParts]
const conditions = [...new Set(parts.flatMap(({ where }) => where ?? []))]

const relation = `(select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = id)`
const future = `(select format('FOR ROLE %I%s', pg_get_userbyid(d.defaclrole), ' IN SCHEMA ' || quote_ident(n.nspname))
    from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace where d.oid = id)`

/** Which of the conditions hold, as a text of 0 and 1; after it what else is asked before the rights. */
export const standingSql = `select pg_is_in_recovery(), current_setting('transaction_read_only'), current_user::text,
  (select rolsuper from pg_roles where rolname = current_user), concat(${conditions.map((condition) => `(${condition})::int`).join(', ')})`

/**
 * Every right to write, and to act outside of what a read-only transaction holds back, that the login has: by its own role and every
 * role it is a member of, however many steps away (NOINHERIT does not count: SET ROLE reaches it), by PUBLIC and by ownership.
 * Lines of `kind, grantee ('' for PUBLIC), rights, object as SQL names it, what stands after ON in a REVOKE`; and of the kind `seen`
 * the tables that the server itself says are writable, whatever grants that comes from: what the others should have found.
 *
 * One statement, since each costs a new session several ms of planning: access lists are gathered bare, the few entries that
 * concern this login are taken out of them, and only those are given their names.
 * @param held what `standingSql` says of the conditions
 */
export const rightsSql = (held: string): string => {
  const there = new Set(conditions.filter((_, index) => held[index] === '1'))
  const asked = parts.filter(({ where }) => where === null || there.has(where))
  return `with recursive m(oid, name) as (
  select quote_ident(current_user)::regrole::oid, current_user::text
  union
  select a.roleid, pg_get_userbyid(a.roleid)::text from pg_auth_members a join m on a.member = m.oid
), g(oid, who) as (select oid, name from m union all select 0::oid, ''),
part as (${asked.map(({ sql }) => sql).join('\nunion all\n')}),
held as materialized (
  select part.kind, part.id, part.sub, part.label, g.who, x.privilege_type as rights
    from part cross join lateral aclexplode(part.acl) x join g on g.oid = x.grantee
   where x.grantee is distinct from part.owner and x.privilege_type = any (part.wanted)
),
named as materialized (
  select kind, who, rights, id, sub, label,
         case when kind in ('table', 'sequence', 'column') then ${relation}
              when kind in ('schema', 'database', 'foreign-server', 'foreign-wrapper', 'parameter', 'future') then label
              when kind = 'large-object' then id::text else id::regprocedure::text end as object,
         case kind when 'column' then quote_ident((select attname from pg_attribute where attrelid = id and attnum = sub))
              ${there.has(hasDefaults) ? `when 'future' then ${future}` : ''} end as place
    from held where kind <> 'acting' or (select proname from pg_proc where oid = id) !~ '${telling}'
),
told as (
  select kind, who, min(label) as label, min(object) as object, min(place) as place, count(*) as many,
         case kind when 'column' then min(rights) || ' (' || string_agg(place, ', ' order by sub) || ')'
              when 'unconfined' then min(label) else string_agg(distinct rights, ', ' order by rights) end as rights,
         case kind when 'unconfined' then string_agg(object, ', ' order by object) else min(object) end as objects
    from named
   group by kind, who, label, case when kind not in ('unconfined', 'large-object', 'future') then id end,
         case kind when 'column' then rights when 'future' then place end
)
select kind, who, rights,
       case kind when 'large-object' then 'large object ' else '' end || object || case when many > 1 and kind in ('unconfined', 'large-object') then ' and ' || many - 1 || ' more' else '' end as object,
       case kind when 'column' then 'TABLE ' || object when 'routine' then label || ' ' || object when 'large-object-maker' then 'FUNCTION pg_catalog.' || object
            when 'large-object' then case when many = 1 then 'LARGE OBJECT ' || object else '' end when 'future' then place
            when 'acting' then 'FUNCTION ' || object when 'aggregate' then 'ROUTINE ' || object when 'unconfined' then 'ROUTINE ' || objects
            when 'parameter' then 'PARAMETER ' || quote_ident(object) when 'foreign-wrapper' then 'FOREIGN DATA WRAPPER ' || object
            else upper(replace(kind, '-', ' ')) || ' ' || object end as target
  from told
union all
select 'attribute', m.name, a.name, '', ''
  from m join pg_roles r on r.oid = m.oid
  cross join lateral (values ('SUPERUSER', r.rolsuper), ('CREATEDB', r.rolcreatedb), ('CREATEROLE', r.rolcreaterole),
    ('REPLICATION', r.rolreplication), ('BYPASSRLS', r.rolbypassrls)) as a(name, held) where a.held
union all
select 'membership', name, '', '', '' from m
 where name in ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_signal_backend',
   'pg_signal_autovacuum_worker', 'pg_create_subscription', 'pg_maintain', 'pg_checkpoint')
union all
select 'owner', m.name, case when s.classid in ('pg_class'::regclass, 'pg_namespace'::regclass, 'pg_database'::regclass) then o.type when s.classid = 'pg_proc'::regclass then 'routine' else 'object' end,
       case when s.classid in ('pg_class'::regclass, 'pg_namespace'::regclass, 'pg_database'::regclass, 'pg_proc'::regclass) then o.identity else pg_describe_object(s.classid, s.objid, s.objsubid) end, ''
  from pg_shdepend s join m on m.oid = s.refobjid cross join lateral pg_identify_object(s.classid, s.objid, s.objsubid) o
 where s.refclassid = 'pg_authid'::regclass and s.deptype = 'o' and s.dbid in (0, (select oid from pg_database where datname = current_database()))
   and (s.classid <> 'pg_database'::regclass or s.objid = (select oid from pg_database where datname = current_database()))
   and s.classid <> 'pg_largeobject'::regclass and coalesce(o.schema, '') not like 'pg_temp%'
union all
(select 'seen', '', '', format('%I.%I', n.nspname, c.relname), ''
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relnamespace <> all (array(select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema')))
   and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relpersistence <> 't'
   and (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') or has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
 limit 1000)
order by 1, 4`
}
