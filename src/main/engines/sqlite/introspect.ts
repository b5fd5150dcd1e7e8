import { ProvostError } from '#contract/errors.ts'
import type { TableEntry } from '#contract/tables.ts'
import type { CatalogTable } from '../engine.ts'
import type { Introspection } from '../engine-parts.ts'
import { groupTables } from '../group-tables.ts'
import type { Session } from '../session.ts'
import { describeSqlite } from './describe.ts'
import { estimates, toEntry } from './listing.ts'
import { modelSqlite } from './schema-model.ts'
import { ask, shapeSqlite, text } from './shape.ts'
import { kindOf } from './types.ts'

const ownTables = `t.schema = 'main' and t.type in ('table', 'virtual', 'view') and t.name not like 'sqlite!_%' escape '!'`

const tables = async (session: Session): Promise<TableEntry[]> => {
  const rows = await estimates(session)
  const list = await ask(session, `select t.name, t.type from pragma_table_list t where ${ownTables} order by t.name`)
  return list.map(([name, type]) => toEntry(text(name), text(type), rows.get(text(name))))
}

const catalogSql = (which: string): string =>
  `select t.name, t.type, c.name, c.type, c."notnull", c.pk from pragma_table_list t, pragma_table_xinfo(t.name) c
    where ${ownTables} and c.hidden <> 1 and ${which} order by t.name, c.cid`

/** A view over a table that is gone makes the whole statement fail; then each is asked for by itself and the broken left out. */
const catalogRows = async (session: Session) => {
  try {
    return await ask(session, catalogSql('true'))
  } catch (error) {
    if (!(error instanceof ProvostError) || !['query.failed', 'table.gone'].includes(error.code)) throw error
    const rows = await ask(session, catalogSql(`t.type <> 'view'`))
    for (const [view] of await ask(session, `select t.name from pragma_table_list t where ${ownTables} and t.type = 'view'`)) {
      try {
        rows.push(...(await ask(session, catalogSql('t.name = ?'), view)))
      } catch (broken) {
        if (!(broken instanceof ProvostError) || !['query.failed', 'table.gone'].includes(broken.code)) throw broken
      }
    }
    return rows
  }
}

const catalog = async (session: Session): Promise<CatalogTable[]> =>
  groupTables(
    (await catalogRows(session)).map(([table, type, name, declared, notNull, position]) => ({
      table: { schema: null, name: text(table), kind: type === 'view' ? 'view' : 'table' },
      column: {
        name: text(name),
        type: text(declared),
        kind: kindOf(text(declared)),
        nullable: notNull !== 1 && !(Number(position) > 0 && text(declared).toUpperCase() === 'INTEGER'),
        keyPosition: Number(position) > 0 ? Number(position) : null,
      },
    })),
  )

export const sqliteIntrospection: Introspection = {
  async server(session) {
    const [row] = await ask(session, 'select sqlite_version()')
    return { flavour: 'SQLite', version: text(row?.[0]) }
  },
  catalog,
  tables,
  describe: describeSqlite,
  shape: shapeSqlite,
  model: modelSqlite,
  async size(session) {
    const [row] = await ask(session, 'select p.page_count * s.page_size from pragma_page_count p, pragma_page_size s')
    return Number(row?.[0])
  },
}
