import type { TableEntry } from '#contract/tables.ts'
import type { CatalogTable } from '../engine.ts'
import type { Introspection } from '../engine-parts.ts'
import { groupTables } from '../group-tables.ts'
import type { Session } from '../session.ts'
import { describeMysql } from './describe.ts'
import { tablesSql, toEntry } from './listing.ts'
import { modelMysql } from './schema-model.ts'
import { ask, columnsSql, jsonColumns, shapeMysql, text, toColumn } from './shape.ts'

const tables = async (session: Session): Promise<TableEntry[]> => (await ask(session, `${tablesSql} order by table_name`)).map(toEntry)

const catalog = async (session: Session): Promise<CatalogTable[]> => {
  const kinds = new Map((await tables(session)).map((entry) => [entry.name, entry.kind]))
  const json = await jsonColumns(session)
  const primary = await ask(
    session,
    `select table_name, column_name, seq_in_index from information_schema.statistics where table_schema = database() and index_name = 'PRIMARY'`,
  )
  const places = new Map(primary.map(([table, column, place]) => [`${text(table)}\n${text(column)}`, Number(place)]))
  const lines = (await ask(session, `${columnsSql} order by table_name, ordinal_position`)).map(toColumn(json))
  return groupTables(
    lines.flatMap(({ table, column: { name, type, kind, nullable } }) => {
      const tableKind = kinds.get(table)
      if (!tableKind) return []
      const keyPosition = places.get(`${table}\n${name}`) ?? null
      return [{ table: { schema: null, name: table, kind: tableKind }, column: { name, type, kind, nullable, keyPosition } }]
    }),
  )
}

export const mysqlIntrospection: Introspection = {
  async server(session) {
    const [row] = await ask(session, 'select version(), @@version_comment')
    const version = text(row?.[0])
    // TiDB and others put their own name into the version; MySQL says only its number.
    const flavour = /mariadb/i.test(version) ? 'MariaDB' : (/(TiDB|Vitess)/i.exec(version)?.[1] ?? 'MySQL')
    return { flavour, version: /(\d+\.\d+\.\d+)/.exec(version.replace(/^5\.5\.5-/, ''))?.[1] ?? version }
  },
  catalog,
  tables,
  describe: describeMysql,
  shape: shapeMysql,
  model: modelMysql,
  async size(session) {
    const [row] = await ask(
      session,
      'select cast(sum(data_length + index_length) as double) from information_schema.tables where table_schema = database()',
    )
    return row?.[0] === null || row?.[0] === undefined ? 0 : Number(row[0])
  },
}
