import type { SchemaSession } from '../schema-session.ts'
import { type SqlToken, sqlTokens } from '../sql-tokens.ts'

/** The relations that a statement may mean, whatever schema they are in. */
const named = `select c.oid, c.relname from pg_class c where c.relname = any ($1::text[]) and c.relnamespace <> 'pg_catalog'::regnamespace and c.relpersistence <> 't'`

/**
 * How the named things stand: relations with their columns, constraints, indexes and triggers; types with their labels;
 * constraints, routines, policies and schemas by their own names. Numbers that a VACUUM or an insert changes are left out.
 */
export const postgresNamedStateSql = `with named as materialized (${named})
select 'relation', c.oid::text, concat_ws(' ', c.relname, c.relkind, c.relnamespace, c.relpersistence, c.relispartition, c.relrowsecurity, c.relforcerowsecurity,
       c.reltablespace, c.relam, array_to_string(c.reloptions, ','), pg_get_expr(c.relpartbound, c.oid), case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end)
  from pg_class c join named on named.oid = c.oid
union all
select 'column', a.attrelid || '.' || a.attnum, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attisdropped, a.attcollation, a.attstorage, pg_get_expr(d.adbin, d.adrelid))
  from pg_attribute a join named on named.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attnum > 0
union all
select 'inheritance', i.inhrelid || '.' || i.inhparent, i.inhseqno::text from pg_inherits i where exists (select 1 from named where named.oid in (i.inhrelid, i.inhparent))
union all
select 'index', i.indexrelid::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indisreplident, i.indisclustered)
  from pg_index i where exists (select 1 from named where named.oid in (i.indrelid, i.indexrelid))
union all
select 'constraint', k.oid::text, concat_ws(' ', k.conname, k.convalidated, pg_get_constraintdef(k.oid))
  from pg_constraint k where k.conname = any ($1::text[]) or k.conrelid in (select oid from named)
union all
select 'trigger', g.oid::text, concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled) from pg_trigger g where not g.tgisinternal and (g.tgname = any ($1::text[]) or g.tgrelid in (select oid from named))
union all
select 'policy', y.oid::text, concat_ws(' ', y.polname, y.polcmd, pg_get_expr(y.polqual, y.polrelid), pg_get_expr(y.polwithcheck, y.polrelid)) from pg_policy y
 where y.polname = any ($1::text[]) or y.polrelid in (select oid from named)
union all
select 'type', t.oid::text, concat_ws(' ', t.typname, t.typtype, t.typnotnull, t.typdefault, (select string_agg(l.enumlabel, ',' order by l.enumsortorder) from pg_enum l where l.enumtypid = t.oid))
  from pg_type t where t.typname = any ($1::text[]) and t.typnamespace <> 'pg_catalog'::regnamespace
union all
select 'routine', p.oid::text, concat_ws(' ', p.proname, md5(p.prosrc), p.prorettype, p.proargtypes::text) from pg_proc p where p.proname = any ($1::text[]) and p.pronamespace <> 'pg_catalog'::regnamespace
union all
select 'schema', n.oid::text, n.nspname from pg_namespace n where n.nspname = any ($1::text[])
union all
select 'extension', x.oid::text, concat_ws(' ', x.extname, x.extversion) from pg_extension x where x.extname = any ($1::text[])
union all
select 'database', b.oid::text, concat_ws(' ', b.datname, b.dattablespace) from pg_database b where b.datname = any ($1::text[])
order by 1, 2, 3`

/** The index, table and manner of a statement that builds indexes without holding writers up; null for any other. */
const concurrently = (
  sql: string,
): { readonly building: 'create' | 'reindex'; readonly names: readonly string[]; readonly index: string | null } | null => {
  const tokens = [...sqlTokens(sql, 'postgres')]
  const first = tokens[0]?.text
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'concurrently')
  if (at === -1 || (first !== 'create' && first !== 'reindex')) return null
  const names = tokens.filter(({ kind }) => kind === 'word' || kind === 'name').map(({ text }) => text)
  if (first === 'reindex') return { building: 'reindex', names, index: null }
  const isWord = (token: SqlToken | undefined, word: string): boolean => token?.kind === 'word' && token.text === word
  const place = isWord(tokens[at + 1], 'if') ? at + 4 : at + 1
  return { building: 'create', names, index: isWord(tokens[place], 'on') ? null : (tokens[place]?.text ?? null) }
}

/**
 * Indexes that a broken-off CREATE INDEX or REINDEX CONCURRENTLY of this statement left behind, which nobody builds at the moment,
 * as quoted names. Others that are invalid are somebody else's, as is the index of a partitioned table that waits for its parts.
 */
export const invalidPostgresIndexes = async (session: SchemaSession, sql: string): Promise<readonly string[]> => {
  const work = concurrently(sql)
  if (work === null) return []
  const rows = await session.rows({
    sql: `select quote_ident(n.nspname) || '.' || quote_ident(x.relname)
      from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = x.relnamespace
     where not i.indisvalid and x.relkind = 'i' and t.relname || '' = any ($1::text[])
       and case when $2::text is not null then x.relname = $2::text
                when $3::text = 'create' then x.relname ~ '_idx[0-9]*$' and starts_with(x.relname::text, left(t.relname::text, 20))
                else x.relname ~ '_cc(new|old)[0-9]*$' end
       and not exists (select 1 from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
     order by 1`,
    parameters: [textArray(work.names), work.index, work.building],
  })
  return rows.map(([name]) => String(name))
}

/** An array as the server reads it from text. */
export const textArray = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
