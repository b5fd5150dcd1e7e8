/** The login's own role and every role it is a member of, however many steps away. NOINHERIT does not count: SET ROLE reaches it. */
export const closure = `recursive m(oid) as (
  select oid from pg_catalog.pg_roles where rolname = current_user
  union
  select a.roleid from pg_catalog.pg_auth_members a join m on a.member = m.oid
), g(oid) as (select oid from m union all select 0::oid)`

const name = (schema: string, object: string): string => `format('%I.%I', ${schema}, ${object})`
const temporary = (schema: string): string => `${schema} !~ '^pg_(toast|temp)'`

/**
 * What each line is about: `kind, grantee ('' for PUBLIC), rights, object as SQL names it, what stands after ON in a REVOKE`.
 * Owned routines stand apart: of the thousands there are only those owned are named, which takes longer than all else here.
 */
export const rightsSql = `with ${closure}
select 'attribute' as kind, r.rolname::text as who, a.name as rights, ''::text as object, ''::text as target
  from m join pg_roles r on r.oid = m.oid
  cross join lateral (values ('SUPERUSER', r.rolsuper), ('CREATEDB', r.rolcreatedb), ('CREATEROLE', r.rolcreaterole),
    ('REPLICATION', r.rolreplication), ('BYPASSRLS', r.rolbypassrls)) as a(name, held) where a.held
union all
select 'membership', r.rolname, '', '', '' from m join pg_roles r on r.oid = m.oid
 where r.rolname in ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_signal_backend',
   'pg_signal_autovacuum_worker', 'pg_create_subscription', 'pg_maintain', 'pg_checkpoint')
union all
select 'owner', r.rolname, o.what, o.object, '' from (
  select 'database' as what, format('%I', d.datname) as object, d.datdba as owner from pg_database d where d.datname = current_database()
  union all select 'schema', format('%I', n.nspname), n.nspowner from pg_namespace n where ${temporary('n.nspname')}
  union all select case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end,
    ${name('n.nspname', 'c.relname')}, c.relowner
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${temporary('n.nspname')}
) o join m on m.oid = o.owner join pg_roles r on r.oid = o.owner
union all
select 'owner', r.rolname, 'routine', owned.oid::regprocedure::text, '' from (select p.oid, p.proowner from pg_proc p join m on m.oid = p.proowner) owned
  join pg_roles r on r.oid = owned.proowner
union all
select case when c.relkind = 'S' then 'sequence' else 'table' end, coalesce(r.rolname, ''), string_agg(x.privilege_type, ', ' order by x.privilege_type),
       ${name('n.nspname', 'c.relname')}, case when c.relkind = 'S' then 'SEQUENCE ' else 'TABLE ' end || ${name('n.nspname', 'c.relname')}
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join lateral aclexplode(c.relacl) x join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 where ${temporary('n.nspname')} and c.oid <> 'pg_catalog.pg_settings'::regclass and x.grantee <> c.relowner
   and ((c.relkind in ('r', 'p', 'v', 'm', 'f') and x.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN'))
     or (c.relkind = 'S' and x.privilege_type in ('USAGE', 'UPDATE')))
 group by c.relkind, r.rolname, n.nspname, c.relname
union all
select 'column', coalesce(r.rolname, ''), x.privilege_type || ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')',
       ${name('n.nspname', 'c.relname')}, 'TABLE ' || ${name('n.nspname', 'c.relname')}
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  cross join lateral aclexplode(a.attacl) x join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 where a.attacl is not null and not a.attisdropped and x.privilege_type in ('INSERT', 'UPDATE') and x.grantee <> c.relowner
   and ${temporary('n.nspname')}
 group by r.rolname, n.nspname, c.relname, x.privilege_type
union all
select 'schema', coalesce(r.rolname, ''), 'CREATE', format('%I', n.nspname), 'SCHEMA ' || format('%I', n.nspname)
  from pg_namespace n cross join lateral aclexplode(n.nspacl) x join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 where x.privilege_type = 'CREATE' and x.grantee <> n.nspowner and ${temporary('n.nspname')}
union all
select 'database', coalesce(r.rolname, ''), string_agg(x.privilege_type, ', ' order by x.privilege_type), format('%I', d.datname), 'DATABASE ' || format('%I', d.datname)
  from pg_database d cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
  join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 where d.datname = current_database() and x.privilege_type in ('CREATE', 'TEMPORARY') and x.grantee <> d.datdba
 group by r.rolname, d.datname
union all
select 'routine', coalesce(r.rolname, ''), 'EXECUTE', p.oid::regprocedure::text, case p.prokind when 'p' then 'PROCEDURE ' else 'FUNCTION ' end || p.oid::regprocedure::text
  from pg_proc p cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
  join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 where p.prosecdef and x.privilege_type = 'EXECUTE' and x.grantee <> p.proowner and p.proowner not in (select oid from m)
union all
select 'large-object', coalesce(r.rolname, ''), 'EXECUTE', p.oid::regprocedure::text, 'FUNCTION pg_catalog.' || p.oid::regprocedure::text
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 where n.nspname = 'pg_catalog' and p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import') and x.grantee <> p.proowner
union all
select 'large-object', coalesce(r.rolname, ''), 'UPDATE', 'large object ' || min(l.oid) || case when count(*) > 1 then ' and ' || count(*) - 1 || ' more' else '' end,
       case when count(*) = 1 then 'LARGE OBJECT ' || min(l.oid) else '' end
  from pg_largeobject_metadata l cross join lateral (
    select x.grantee from aclexplode(l.lomacl) x where x.privilege_type = 'UPDATE' union select l.lomowner) x
  join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 group by r.rolname
union all
select 'future', coalesce(r.rolname, ''), string_agg(distinct x.privilege_type, ', '),
       case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'n' then 'SCHEMAS' else 'objects' end,
       format('FOR ROLE %I%s', o.rolname, case when n.nspname is null then '' else format(' IN SCHEMA %I', n.nspname) end)
  from pg_default_acl d cross join lateral aclexplode(d.defaclacl) x join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
  join pg_roles o on o.oid = d.defaclrole left join pg_namespace n on n.oid = d.defaclnamespace
 where x.grantee <> d.defaclrole and ((d.defaclobjtype = 'r' and x.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN'))
    or (d.defaclobjtype = 'S' and x.privilege_type in ('USAGE', 'UPDATE')) or (d.defaclobjtype = 'n' and x.privilege_type = 'CREATE'))
 group by r.rolname, d.defaclobjtype, o.rolname, n.nspname
order by 1, 4`

/** The server's own opinion, whatever grants it comes from: what the lines above should have found. */
export const seenWritableSql = `select ${name('n.nspname', 'c.relname')}
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and ${temporary('n.nspname')}
   and (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') or has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
 order by 1 limit 1000`

export const standingSql = `select pg_is_in_recovery(), current_setting('transaction_read_only'), current_user::text,
  (select rolsuper from pg_roles where rolname = current_user), to_regclass('pg_catalog.pg_parameter_acl') is not null`
