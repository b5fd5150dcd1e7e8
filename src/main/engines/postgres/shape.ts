import type { TableReference } from '#contract/tables.ts'
import { readAll, type Session } from '../session.ts'
import type { ShapeColumn, TableShape } from '../table-shape.ts'
import { plain, tableKinds, text } from './listing.ts'
import { kindOf } from './types.ts'

/** A domain is cast as the type it is made of: its checks are for writing. The cast's type has no length, which would cut values. */
const columnsSql = `
select c.oid::text, n.nspname, c.relkind::text, c.relhassubclass, a.attname, format_type(a.atttypid, a.atttypmod), format_type(b.oid, -1),
       b.typname, b.typtype::text, b.typcategory::text, not (a.attnotnull or t.typnotnull), coalesce(l.collisdeterministic, true),
       case when b.oid in (1042, 1043) and greatest(a.atttypmod, t.typtypmod) > 4 then greatest(a.atttypmod, t.typtypmod) - 4 end
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_type t on t.oid = a.atttypid
  left join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
  left join pg_collation l on l.oid = a.attcollation
 where c.relname = $1 and n.nspname = coalesce($2::text,
         (select s from unnest(current_schemas(false)) with ordinality as u(s, place)
           join pg_namespace m on m.nspname = s join pg_class d on d.relnamespace = m.oid and d.relname = $1 order by place limit 1))
   and c.relkind in ('r', 'p', 'v', 'm', 'f')
 order by a.attnum`

/** Unique indexes whose columns are never null; not partial, not on expressions, not deferrable. */
const keysSql = `
select (select json_agg(a.attname order by k.place) from unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum where k.place <= i.indnkeyatts)::text
  from pg_index i
 where i.indrelid = $1::oid and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
   and not exists (select from unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum where k.place <= i.indnkeyatts and not a.attnotnull)
 order by i.indisprimary desc, i.indnkeyatts, i.indexrelid`

const address = (name: string, type: string): ShapeColumn => ({
  name,
  type,
  castType: type,
  kind: 'other',
  nullable: false,
  enumValues: null,
  maxLength: 1,
  patterns: true,
})

/** What paging needs to know of a table. A view has no key; a parent of inheriting tables none that holds for all its rows. */
export const shapePostgres = async (session: Session, table: TableReference): Promise<TableShape | null> => {
  const { rows } = await readAll(session, plain(columnsSql, [table.name, table.schema]))
  const first = rows[0]
  if (!first) return null
  const [oid, schema, relkind, hasChildren] = first
  const kind = tableKinds[text(relkind)] ?? 'table'
  const inherited = kind === 'table' && hasChildren === true
  const keys = inherited
    ? []
    : (await readAll(session, plain(keysSql, [text(oid)]))).rows.map(([names]): string[] => JSON.parse(text(names)))
  const columns = rows
    .filter((row) => row[4] !== null)
    .map(
      ([, , , , name, type, castType, typname, typtype, category, nullable, deterministic, maxLength]): ShapeColumn => ({
        name: text(name),
        type: text(type),
        castType: text(castType),
        kind: kindOf(text(typname), text(typtype), text(category)),
        nullable: nullable === true,
        enumValues: null,
        maxLength: maxLength === null ? null : Number(maxLength),
        patterns: deterministic === true,
      }),
    )
  return {
    reference: { schema: text(schema), name: table.name },
    kind,
    columns,
    keys,
    rowAddress: rowAddress(kind, inherited),
  }
}

const rowAddress = (kind: TableShape['kind'], inherited: boolean): ShapeColumn[] => {
  if (kind === 'partitioned-table' || inherited) return [address('tableoid', 'oid'), address('ctid', 'tid')]
  return kind === 'table' || kind === 'materialized-view' ? [address('ctid', 'tid')] : []
}
