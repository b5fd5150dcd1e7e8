import { closure } from './privileges-sql.ts'

/**
 * Functions that nobody but a superuser may run at first, and that only tell. Any other of those whoever was let run it acts by.
 * Its first use in a session takes a server some 40 ms: it is asked of those alone that this login was let run, mostly none.
 */
const telling = `^(pg_read_.*|pg_ls_.*|pg_get_.*|pg_show_.*|pg_stat_file|pg_stat_have_stats|pg_logdir_ls|pg_current_logfile|pg_hba_file_rules|pg_ident_file_mappings|pg_replication_origin_progress|pg_replication_origin_session_(is_setup|progress)|pg_buffercache_(pages|numa_pages|summary|usage_counts)|pg_check_(frozen|visible)|pg_visibility(_.*)?|pg_freespace|pg_relpages|pgstat.*|(bt|gin)_index_(parent_)?check|verify_heapam)$`

/** Extensions whose functions written in C reach nothing outside of the transaction. */
const harmless =
  `amcheck btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch hstore intarray isn lo ltree old_snapshot
  pageinspect pg_buffercache pg_freespacemap pg_stat_statements pg_trgm pg_visibility pg_walinspect pgcrypto pgrowlocks pgstattuple plpgsql postgis
  postgis_raster postgis_topology postgres_fdw seg sslinfo tablefunc tsm_system_rows tsm_system_time unaccent uuid-ossp vector`
    .split(/\s+/)
    .map((each) => `'${each}'`)
    .join(', ')

const granted = (
  acl: string,
  kind: string,
  owner: string,
): string => `cross join lateral aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) x
  join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee`

/**
 * Rights by which a login acts outside of what a read-only transaction holds back: other servers, files and the state of this one,
 * code in languages that are not confined, and functions that act with another's rights by a way that asks for no right of their own.
 * Lines as those of `rightsSql`.
 */
export const reachSql = `with ${closure}, acting as materialized (
  select r.rolname, p.oid, p.proname
    from pg_init_privs i join pg_proc p on p.oid = i.objoid ${granted('p.proacl', 'f', 'p.proowner')}
   where i.classoid = 'pg_proc'::regclass and p.provolatile = 'v' and x.grantee <> p.proowner
     and not exists (select from aclexplode(i.initprivs) first where first.grantee = 0)
)
select 'foreign-server' as kind, coalesce(r.rolname, '')::text as who, 'USAGE' as rights, format('%I', s.srvname) as object, 'FOREIGN SERVER ' || format('%I', s.srvname) as target
  from pg_foreign_server s ${granted('s.srvacl', 'S', 's.srvowner')} where x.privilege_type = 'USAGE' and x.grantee <> s.srvowner
union all
select 'foreign-wrapper', coalesce(r.rolname, ''), 'USAGE', format('%I', w.fdwname), 'FOREIGN DATA WRAPPER ' || format('%I', w.fdwname)
  from pg_foreign_data_wrapper w ${granted('w.fdwacl', 'F', 'w.fdwowner')} where x.privilege_type = 'USAGE' and x.grantee <> w.fdwowner
union all
select 'acting', coalesce(rolname, ''), 'EXECUTE', oid::regprocedure::text, 'FUNCTION ' || oid::regprocedure::text from acting where proname !~ '${telling}'
union all
select 'unconfined', coalesce(r.rolname, ''), case when e.extname is null then l.lanname else 'extension ' || e.extname end,
       min(p.oid::regprocedure::text) || case when count(*) > 1 then ' and ' || count(*) - 1 || ' more' else '' end,
       'ROUTINE ' || string_agg(p.oid::regprocedure::text, ', ' order by p.oid::regprocedure::text)
  from pg_proc p join pg_language l on l.oid = p.prolang ${granted('p.proacl', 'f', 'p.proowner')}
  left join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
  left join pg_extension e on e.oid = d.refobjid
 where not l.lanpltrusted and p.prokind <> 'a' and p.pronamespace <> all (array(select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema'))) and x.grantee <> p.proowner
   and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'fdw_handler'::regtype, 'language_handler'::regtype, 'index_am_handler'::regtype, 'tsm_handler'::regtype)
   and (l.lanname not in ('c', 'internal') or e.extname is null or p.provolatile = 'v') and coalesce(e.extname, '') not in (${harmless})
   and not exists (select from pg_init_privs i where i.classoid = 'pg_proc'::regclass and i.objoid = p.oid and not exists (select from aclexplode(i.initprivs) first where first.grantee = 0))
 group by r.rolname, l.lanname, e.extname
union all
select 'aggregate', coalesce(r.rolname, ''), 'EXECUTE', p.oid::regprocedure::text, 'ROUTINE ' || p.oid::regprocedure::text
  from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid ${granted('p.proacl', 'f', 'p.proowner')}
 where x.grantee <> p.proowner and exists (select from pg_proc part where part.prosecdef
   and part.oid in (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn))
union all
select 'owner', r.rolname, 'object', pg_describe_object(s.classid, s.objid, s.objsubid), ''
  from pg_shdepend s join m on m.oid = s.refobjid join pg_roles r on r.oid = s.refobjid
 where s.refclassid = 'pg_authid'::regclass and s.deptype = 'o' and s.dbid in (0, (select oid from pg_database where datname = current_database()))
   and s.classid not in ('pg_class'::regclass, 'pg_namespace'::regclass, 'pg_proc'::regclass, 'pg_database'::regclass, 'pg_largeobject'::regclass)
   and not (s.classid = 'pg_type'::regclass and exists (select from pg_type t where t.oid = s.objid and (t.typrelid <> 0 or t.typelem <> 0)))
order by 1, 4`

/** Settings that a login may change although they are a superuser's; from PostgreSQL 15 on. */
export const parameterSql = `with ${closure}
select 'parameter', coalesce(r.rolname, '')::text, string_agg(x.privilege_type, ', ' order by x.privilege_type), p.parname, 'PARAMETER ' || quote_ident(p.parname)
  from pg_parameter_acl p cross join lateral aclexplode(p.paracl) x join g on g.oid = x.grantee left join pg_roles r on r.oid = x.grantee
 group by r.rolname, p.parname order by 4`
