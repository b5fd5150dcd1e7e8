import { ProvostError } from '#contract/errors.ts'
import type { TableDescription, TableEntry, TableReference } from '#contract/tables.ts'
import type { Cell, ResultColumn } from '#contract/values.ts'
import type { Introspection } from '../database.ts'
import type { CatalogTable, Statement } from '../engine.ts'
import { groupTables } from '../group-tables.ts'
import { readAll, type Session } from '../session.ts'
import { describePostgres } from './describe.ts'
import { shapePostgres } from './shape.ts'
import { kindOf } from './types.ts'

export const tableKinds: Readonly<Record<string, TableEntry['kind']>> = {
  r: 'table',
  p: 'partitioned-table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
}

/** Schemas that people made: neither the server's own nor other sessions' temporary ones. */
const ownSchemas = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

/**
 * Estimates are what the last ANALYZE left: −1 is "never analysed", and a partitioned table is the sum of its parts.
 * Partitions themselves are left out: the table they are part of stands for them.
 */
const tablesSql = `
select n.nspname, c.relname, c.relkind::text,
       case when c.relkind = 'p' then (select sum(l.reltuples) from pg_partition_tree(c.oid) p join pg_class l on l.oid = p.relid where p.isleaf and l.reltuples >= 0)
            when c.relkind in ('r', 'm', 'f') and c.reltuples >= 0 then c.reltuples end::float8,
       case when c.relkind = 'p' then (select sum(pg_total_relation_size(p.relid)) from pg_partition_tree(c.oid) p where p.isleaf)
            when c.relkind in ('r', 'm') then pg_total_relation_size(c.oid) end::float8,
       obj_description(c.oid, 'pg_class')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and ${ownSchemas}`

const catalogSql = `
select n.nspname, c.relname, c.relkind::text, a.attname, format_type(a.atttypid, a.atttypmod), b.typname, b.typtype::text, b.typcategory::text,
       not (a.attnotnull or t.typnotnull), array_position(i.indkey::int2[], a.attnum) + 1 - array_lower(i.indkey::int2[], 1)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and ${ownSchemas}
 order by n.nspname, c.relname, a.attnum`

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

const tables = async (session: Session): Promise<TableEntry[]> => {
  const { rows } = await readAll(session, plain(`${tablesSql} order by n.nspname, c.relname`))
  return rows.map(toEntry)
}

/** One table's line of the list. */
export const entryOf = async (session: Session, table: TableReference): Promise<TableEntry | null> => {
  const { rows } = await readAll(
    session,
    plain(`${tablesSql} and n.nspname = $1 and c.relname = $2`.replace('and not c.relispartition', ''), [table.schema, table.name]),
  )
  return rows[0] ? toEntry(rows[0]) : null
}

const catalog = async (session: Session): Promise<CatalogTable[]> => {
  const { rows } = await readAll(session, plain(catalogSql))
  return groupTables(
    rows.map(([schema, table, kind, name, type, typname, typtype, category, nullable, position]) => ({
      table: { schema: text(schema), name: text(table), kind: tableKinds[text(kind)] ?? 'table' },
      column: {
        name: text(name),
        type: text(type),
        kind: kindOf(text(typname), text(typtype), text(category)) satisfies ResultColumn['kind'],
        nullable: nullable === true,
        keyPosition: position === null || position === undefined ? null : Number(position),
      },
    })),
  )
}

export const postgresIntrospection: Introspection = {
  async server(session) {
    const { rows } = await readAll(session, plain('select version()'))
    const sentence = text(rows[0]?.[0])
    // CockroachDB and others say their own name here while their version number imitates PostgreSQL's.
    const [, flavour = 'PostgreSQL', version = ''] = /^(\S+)(?: \S+)*? v?(\d[\w.]*)/.exec(sentence) ?? []
    return { flavour, version }
  },
  catalog,
  tables,
  describe: (session: Session, table: TableReference): Promise<TableDescription | null> => describePostgres(session, table),
  shape: shapePostgres,
  async size(session) {
    try {
      const { rows } = await readAll(session, plain('select pg_database_size(current_database())::float8'))
      return Number(rows[0]?.[0])
    } catch (error) {
      if (error instanceof ProvostError && error.code === 'connection.permission-denied') return null
      throw error
    }
  },
}
