/** Access lists in which rights are looked for, before anybody is looked for in them. */
export interface RightsPart {
  /** Whether there is any of them: a table of the catalogue that is not asked need not be opened by a new session. Null: always. */
  readonly where: string | null
  /** Gives `kind, id, sub, label, owner, acl, wanted`, the last being the rights that count. */
  readonly sql: string
}

/**
 * A table of the catalogue without a page has no row, and telling that takes far less than reading it. Where even `pg_class` has no
 * page, the server keeps its catalogue elsewhere than in files, and sizes tell nothing. False where there is no such table.
 */
export const hasPages = (table: string): string =>
  `case when coalesce(pg_relation_size('pg_catalog.pg_class'), 0) > 0 then coalesce(pg_relation_size(to_regclass('pg_catalog.${table}')), 0) > 0 else to_regclass('pg_catalog.${table}') is not null end`

/**
 * Functions that nobody but a superuser may run at first, and that only tell. Any other of those whoever was let run it acts by.
 * Its first use in a session takes a server some 40 ms: it is asked of those alone that this login was let run, mostly none.
 */
export const telling = `^(pg_read_.*|pg_ls_.*|pg_get_.*|pg_show_.*|pg_stat_file|pg_stat_have_stats|pg_logdir_ls|pg_current_logfile|pg_hba_file_rules|pg_ident_file_mappings|pg_replication_origin_progress|pg_replication_origin_session_(is_setup|progress)|pg_buffercache_(pages|numa_pages|summary|usage_counts)|pg_check_(frozen|visible)|pg_visibility(_.*)?|pg_freespace|pg_relpages|pgstat.*|(bt|gin)_index_(parent_)?check|verify_heapam)$`

/** Extensions whose functions written in C reach nothing outside of the transaction. */
const harmless =
  `amcheck btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch hstore intarray isn lo ltree old_snapshot
  pageinspect pg_buffercache pg_freespacemap pg_stat_statements pg_trgm pg_visibility pg_walinspect pgcrypto pgrowlocks pgstattuple plpgsql postgis
  postgis_raster postgis_topology postgres_fdw seg sslinfo tablefunc tsm_system_rows tsm_system_time unaccent uuid-ossp vector`
    .split(/\s+/)
    .map((each) => `'${each}'`)
    .join(', ')

/** Whether only a superuser might run a function when the server or an extension was made. */
const superusersOnly = (initial: string): string => `not exists (select from aclexplode(${initial}) first where first.grantee = 0)`

/** Functions that did not come with the server: what did has an object id below. */
const ownFunctions = 'exists (select from pg_proc where oid >= 16384)'
/** Functions that act with their owner's rights. */
export const definerFunctions = 'exists (select from pg_proc where prosecdef)'

/**
 * Access lists by which a login acts outside of what a read-only transaction holds back: other servers, files and the state of this
 * one, code in languages that are not confined, and functions that act with another's rights by a way that asks for no right of
 * their own.
 */
export const reachParts: readonly RightsPart[] = [
  {
    where: hasPages('pg_foreign_server'),
    sql: `select 'foreign-server', oid, 0, quote_ident(srvname), srvowner, coalesce(srvacl, acldefault('S', srvowner)), '{USAGE}' from pg_foreign_server`,
  },
  {
    where: hasPages('pg_foreign_data_wrapper'),
    sql: `select 'foreign-wrapper', oid, 0, quote_ident(fdwname), fdwowner, coalesce(fdwacl, acldefault('F', fdwowner)), '{USAGE}' from pg_foreign_data_wrapper`,
  },
  {
    where: null,
    sql: `select 'acting', p.oid, 0, null, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)), '{EXECUTE}'
  from pg_init_privs i join pg_proc p on p.oid = i.objoid
 where i.classoid = 'pg_proc'::regclass and p.provolatile = 'v' and ${superusersOnly('i.initprivs')}`,
  },
  {
    where: ownFunctions,
    sql: `select 'unconfined', p.oid, 0, case when e.extname is null then l.lanname else 'extension ' || e.extname end, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)), '{EXECUTE}'
  from pg_proc p join pg_language l on l.oid = p.prolang
  left join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
  left join pg_extension e on e.oid = d.refobjid
 where p.pronamespace <> all (array(select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema')))
   and not l.lanpltrusted and p.prokind <> 'a'
   and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype, 'fdw_handler'::regtype, 'language_handler'::regtype, 'index_am_handler'::regtype, 'tsm_handler'::regtype)
   and (l.lanname not in ('c', 'internal') or e.extname is null or p.provolatile = 'v') and coalesce(e.extname, '') not in (${harmless})
   and not exists (select from pg_init_privs i where i.classoid = 'pg_proc'::regclass and i.objoid = p.oid and ${superusersOnly('i.initprivs')})`,
  },
  {
    where: definerFunctions,
    sql: `select 'aggregate', p.oid, 0, null, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)), '{EXECUTE}'
  from pg_proc part join pg_aggregate a on part.oid in (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn)
  join pg_proc p on p.oid = a.aggfnoid where part.prosecdef`,
  },
]
