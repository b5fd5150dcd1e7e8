import type { TableEntry, TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { Statement } from '../engine.ts'
import { readAll, type Session } from '../session.ts'

export const tableKinds: Readonly<Record<string, TableEntry['kind']>> = {
  r: 'table',
  p: 'partitioned-table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
}

/** Schemas that people made: neither the server's own nor other sessions' temporary ones. */
export const ownSchemas = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

/**
 * Estimates are what the last ANALYZE left: −1 is "never analysed", and a partitioned table is the sum of its parts.
 * Partitions themselves are left out: the table they are part of stands for them.
 */
export const tablesSql = `
select n.nspname, c.relname, c.relkind::text,
       case when c.relkind = 'p' then (select sum(l.reltuples) from pg_partition_tree(c.oid) p join pg_class l on l.oid = p.relid where p.isleaf and l.reltuples >= 0)
            when c.relkind in ('r', 'm', 'f') and c.reltuples >= 0 then c.reltuples end::float8,
       case when c.relkind = 'p' then (select sum(pg_total_relation_size(p.relid)) from pg_partition_tree(c.oid) p where p.isleaf)
            when c.relkind in ('r', 'm') then pg_total_relation_size(c.oid) end::float8,
       obj_description(c.oid, 'pg_class')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and ${ownSchemas}`

export const plain = (text: string, parameters: readonly unknown[] = []): Statement => ({ sql: text, parameters })

export const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell))
export const textOrNull = (cell: Cell | undefined): string | null => (cell === null || cell === undefined ? null : String(cell))

export const toEntry = ([schema, name, kind, rows, bytes, comment]: readonly Cell[]): TableEntry => ({
  schema: text(schema),
  name: text(name),
  kind: tableKinds[text(kind)] ?? 'table',
  estimatedRows: rows === null || rows === undefined ? null : Number(rows),
  bytes: bytes === null || bytes === undefined ? null : Number(bytes),
  comment: textOrNull(comment),
  group: null,
})

/** One table's line of the list. */
export const entryOf = async (session: Session, table: TableReference): Promise<TableEntry | null> => {
  const { rows } = await readAll(
    session,
    plain(`${tablesSql} and n.nspname = $1 and c.relname = $2`.replace('and not c.relispartition', ''), [table.schema, table.name]),
  )
  return rows[0] ? toEntry(rows[0]) : null
}
