import { ProvostError } from '#contract/errors.ts'
import type { TableDescription, TableEntry, TableReference } from '#contract/tables.ts'
import type { ResultColumn } from '#contract/values.ts'
import type { CatalogTable } from '../engine.ts'
import type { Introspection } from '../engine-parts.ts'
import { groupTables } from '../group-tables.ts'
import { readAll, type Session } from '../session.ts'
import { describePostgres } from './describe.ts'
import { ownSchemas, plain, tableKinds, tablesSql, text, toEntry } from './listing.ts'
import { modelPostgres } from './schema-model.ts'
import { shapePostgres } from './shape.ts'
import { kindOf } from './types.ts'

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

const tables = async (session: Session): Promise<TableEntry[]> => {
  const { rows } = await readAll(session, plain(`${tablesSql} order by n.nspname, c.relname`))
  return rows.map(toEntry)
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
  model: modelPostgres,
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
