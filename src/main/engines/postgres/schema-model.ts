import { modelOf, type SchemaModel, type SchemaObject, type SchemaObjectKind } from '../schema-model/index.ts'
import { readAll, type Session } from '../session.ts'
import { ownSchemas, plain, text } from './listing.ts'
import { PostgresSession } from './session.ts'

/** What an extension brought is the extension's. */
const notOfExtension = (catalog: string, oid: string): string =>
  `not exists (select 1 from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${oid} and e.deptype = 'e')`

const relation = (alias = 'c'): string => `n.nspname, ${alias}.relname`
const yes = (condition: string): string => `case when ${condition} then 'yes' end`

/**
 * A row per object: its kind, its path, its facts. The server's own functions write the definitions, so that they are in one form
 * however they were typed. One statement, whatever the number of tables.
 */
const objects: readonly string[] = [
  `select 'schema', array[n.nspname], jsonb_build_object() from pg_namespace n where ${ownSchemas} and ${notOfExtension('pg_namespace', 'n.oid')}`,

  `select 'extension', array[x.extname], jsonb_build_object('schema', n.nspname) from pg_extension x join pg_namespace n on n.oid = x.extnamespace`,

  `select 'type', array[n.nspname, t.typname], jsonb_build_object(
      'form', case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' else 'range' end,
      'labels', case t.typtype when 'e' then (select jsonb_agg(l.enumlabel order by l.enumsortorder)::text from pg_enum l where l.enumtypid = t.oid) end,
      'base', case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end,
      'default', case t.typtype when 'd' then t.typdefault end,
      'not null', case when t.typtype = 'd' and t.typnotnull then 'yes' end,
      'checks', case t.typtype when 'd' then (select jsonb_object_agg(k.conname, pg_get_constraintdef(k.oid))::text from pg_constraint k where k.contypid = t.oid and k.contype = 'c') end,
      'attributes', case t.typtype when 'c' then (select jsonb_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) order by a.attnum)::text
        from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) end,
      'subtype', (select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid))
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and exists (select 1 from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
      and ${ownSchemas} and ${notOfExtension('pg_type', 't.oid')}`,

  `select 'sequence', array[${relation()}], jsonb_build_object('type', format_type(s.seqtypid, null), 'start', s.seqstart::text, 'minimum', s.seqmin::text,
      'maximum', s.seqmax::text, 'increment', s.seqincrement::text, 'cache', s.seqcache::text, 'cycle', ${yes('s.seqcycle')},
      'owned by', (select jsonb_build_array(tn.nspname, tc.relname, a.attname)::text from pg_depend d join pg_class tc on tc.oid = d.refobjid
        join pg_namespace tn on tn.oid = tc.relnamespace join pg_attribute a on a.attrelid = tc.oid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype = 'a'))
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
    where ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}
      and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype = 'i')`,

  `select 'table', array[${relation()}], jsonb_build_object(
      'form', case c.relkind when 'f' then 'foreign' end,
      'server', (select f.srvname from pg_foreign_table ft join pg_foreign_server f on f.oid = ft.ftserver where ft.ftrelid = c.oid),
      'unlogged', ${yes("c.relpersistence = 'u'")},
      'partition by', pg_get_partkeydef(c.oid),
      'partition of', case when c.relispartition then (select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid) end,
      'bound', case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end,
      'inherits', case when not c.relispartition then (select string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid) end,
      'row security', case when c.relforcerowsecurity then 'forced' when c.relrowsecurity then 'on' end,
      'options', (select string_agg(o, ', ' order by o) from unnest(c.reloptions) o),
      'columns', (select jsonb_agg(a.attname order by a.attnum)::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f') and ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}`,

  // What a partition or a child has from its parent is the parent's.
  `select 'column', array[${relation()}, a.attname], jsonb_build_object('type', format_type(a.atttypid, a.atttypmod),
      'collation', (select quote_ident(ln.nspname) || '.' || quote_ident(l.collname) from pg_collation l join pg_namespace ln on ln.oid = l.collnamespace
        where l.oid = a.attcollation and a.attcollation <> t.typcollation),
      'not null', ${yes('a.attnotnull')},
      'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
      'generated', case when a.attgenerated <> '' then '(' || pg_get_expr(d.adbin, d.adrelid) || case a.attgenerated when 's' then ') STORED' else ') VIRTUAL' end end,
      'identity', case a.attidentity when 'a' then 'ALWAYS' when 'd' then 'BY DEFAULT' end)
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped and a.attislocal and ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}`,

  // Indexes that a constraint made are told with it. An invalid one is the remnant of a CREATE INDEX CONCURRENTLY that failed.
  `select 'index', array[${relation('c')}, x.relname], jsonb_build_object('definition', pg_get_indexdef(i.indexrelid), 'invalid', ${yes('not i.indisvalid')})
    from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}
      and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
      and not exists (select 1 from pg_inherits h where h.inhrelid = i.indexrelid)`,

  `select case k.contype when 'f' then 'foreign key' else 'constraint' end, array[${relation()}, k.conname],
      jsonb_build_object('definition', pg_get_constraintdef(k.oid), 'primary', ${yes("k.contype = 'p'")})
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0 and k.conislocal and ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}`,

  `select case c.relkind when 'v' then 'view' else 'materialized view' end, array[${relation()}], jsonb_build_object('definition', rtrim(btrim(pg_get_viewdef(c.oid)), ';'),
      'options', (select string_agg(o, ', ' order by o) from unnest(c.reloptions) o),
      'shape', (select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}`,

  `select 'routine', array[n.nspname, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'], jsonb_build_object(
      'form', case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
      'identity', p.oid::regprocedure::text, 'result', pg_get_function_result(p.oid), 'arguments', pg_get_function_arguments(p.oid),
      'definition', case p.prokind when 'a' then (select concat_ws(' ', g.aggtransfn::text, g.aggtranstype::regtype::text, g.aggfinalfn::text, g.agginitval) from pg_aggregate g where g.aggfnoid = p.oid)
        else pg_get_functiondef(p.oid) end)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ownSchemas} and ${notOfExtension('pg_proc', 'p.oid')}
      and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')`,

  `select 'trigger', array[${relation()}, g.tgname], jsonb_build_object('definition', pg_get_triggerdef(g.oid),
      'fires', case g.tgenabled when 'D' then 'never' when 'R' then 'on replicas' when 'A' then 'always' end)
    from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not g.tgisinternal and g.tgparentid = 0 and ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}`,

  `select 'rule', array[${relation()}, r.rulename], jsonb_build_object('definition', pg_get_ruledef(r.oid))
    from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace where r.rulename <> '_RETURN' and ${ownSchemas} and ${notOfExtension('pg_class', 'c.oid')}`,

  `select 'policy', array[${relation()}, y.polname], jsonb_build_object('definition',
      case when y.polpermissive then 'AS PERMISSIVE' else 'AS RESTRICTIVE' end || ' FOR ' ||
      case y.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end || ' TO ' ||
      coalesce((select string_agg(quote_ident(o.rolname), ', ' order by o.rolname) from pg_roles o where o.oid = any (y.polroles)), 'PUBLIC') ||
      coalesce(' USING (' || pg_get_expr(y.polqual, y.polrelid) || ')', '') || coalesce(' WITH CHECK (' || pg_get_expr(y.polwithcheck, y.polrelid) || ')', ''))
    from pg_policy y join pg_class c on c.oid = y.polrelid join pg_namespace n on n.oid = c.relnamespace where ${ownSchemas}`,
]

const modelSql = `select kind, array_to_json(path)::text, jsonb_strip_nulls(facts)::text
  from (select null::text, null::text[], null::jsonb where false union all ${objects.join('\nunion all\n')}) as object (kind, path, facts)`

/** Names come out qualified whatever the login's or the database's search path is. */
const ownPath = 'begin isolation level repeatable read, read only; set local search_path = pg_catalog'

/** The schema of the database a session is in. */
export const modelPostgres = async (session: Session, ledgers: boolean): Promise<SchemaModel> => {
  if (!(session instanceof PostgresSession)) throw new Error('A session of another engine')
  await session.command(ownPath)
  try {
    const { rows } = await readAll(session, plain(modelSql))
    // The catalogue's own words, by the statement above.
    const found = rows.map(
      ([kind, path, facts]): SchemaObject => ({
        kind: text(kind) as SchemaObjectKind,
        path: JSON.parse(text(path)) as string[],
        facts: JSON.parse(text(facts)) as Record<string, string>,
        text: null,
      }),
    )
    return modelOf('postgres', found, ledgers)
  } finally {
    if (session.healthy) await session.command('rollback').catch(() => session.destroy())
  }
}
