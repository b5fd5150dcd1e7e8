import { sql } from 'kysely'
import { ProvostError } from '#contract/errors.ts'
import type { TableReference } from '#contract/tables.ts'
import type { Database, RunOptions, TableQuery } from './engine.ts'
import type { EngineParts } from './engine-parts.ts'
import { columnId, fromTable } from './paging/names.ts'
import { orderBy } from './paging/ordering.ts'
import { readPage, whereAll } from './paging/page.ts'
import { planConditions, planOrder } from './paging/plan.ts'
import { explainRefusal } from './paging/refusal.ts'
import { columnUnknown, tableGone, tableUnknown, tableWords } from './problems.ts'
import { readAll, type Session } from './session.ts'
import { ShapeCache } from './shape-cache.ts'
import { streamRows } from './stream.ts'
import type { TableShape } from './table-shape.ts'

export const makeDatabase = (parts: EngineParts): Database => {
  const { engine, kysely, paging, introspection } = parts
  const shapes = new ShapeCache()

  const shapeOf = async (session: Session, table: TableReference, gone: boolean): Promise<TableShape> => {
    const shape = await introspection.shape(session, table)
    if (shape) return shapes.keep(table, shape)
    shapes.forget(table)
    if (gone) throw tableGone(tableWords(table))
    const known = await introspection.tables(session)
    throw tableUnknown(
      table,
      known.map((entry) => entry.name),
    )
  }

  /** Works by the table's kept shape; where the database then disagrees, once more by a fresh one. */
  const withShape = async <T>(
    session: Session,
    table: TableReference,
    continuing: boolean,
    task: (shape: TableShape) => Promise<T>,
  ): Promise<T> => {
    const kept = shapes.find(table)
    if (!kept) return task(await shapeOf(session, table, continuing))
    try {
      return await task(kept)
    } catch (error) {
      if (!(error instanceof ProvostError) || !['query.failed', 'table.gone', 'column.unknown', 'sort.invalid'].includes(error.code))
        throw error
      return task(await shapeOf(session, table, continuing || error.code === 'table.gone'))
    }
  }
  const read = <T>(options: RunOptions | undefined, task: (session: Session) => Promise<T>): Promise<T> =>
    parts.use('read', options ?? {}, task)

  return {
    engine,
    kysely,
    server: (options) => read(options, (session) => introspection.server(session)),
    ping: (options) =>
      read(options, async (session) => {
        const start = performance.now()
        await session.ping()
        return performance.now() - start
      }),
    catalog: (options) => read(options, (session) => introspection.catalog(session)),
    tables: (options) => read(options, (session) => introspection.tables(session)),
    schemaModel: (options) => read(options, (session) => introspection.model(session, options?.ledgers === true)),
    size: (options) => read(options, (session) => introspection.size(session)),
    pooler: async (options) => parts.pooler?.(options ?? {}) ?? 'none',
    describe: (table, options) =>
      read(options, async (session) => {
        const description = await introspection.describe(session, table)
        if (description) return description
        const known = await introspection.tables(session)
        throw tableUnknown(
          table,
          known.map((entry) => entry.name),
        )
      }),
    read: (statement, options) => read(options, (session) => readAll(session, statement)),
    stream: (statement, options = {}) => streamRows(parts, statement, options),
    query: (text, options) => read(options, (session) => parts.guarded(session, text, options)),
    page: (query, options) =>
      read(options, (session) =>
        withShape(session, query.table, query.place.from === 'after' || query.place.from === 'before', (shape) =>
          readPage({ session, kysely, dialect: paging, shape }, query),
        ),
      ),
    allRows: (query, options) =>
      read(options, (session) =>
        withShape(session, query.table, false, async (shape) => {
          const { terms } = planOrder(paging, shape, query.sort, query.hidden)
          const conditions = planConditions(paging, shape, query.filters, query.hidden)
          const columns = columnsFor(shape, query)
          return sql`select ${sql.join(columns.map((name) => columnId(name)))} from ${fromTable(shape)}${whereAll(conditions)}${orderBy(paging, terms)}`.compile(
            kysely,
          )
        }),
      ),
    count: (query, options) =>
      read(options, (session) =>
        withShape(session, query.table, false, async (shape) => {
          const conditions = planConditions(paging, shape, query.filters, [])
          try {
            const { rows } = await readAll(session, sql`select count(*) from ${fromTable(shape)}${whereAll(conditions)}`.compile(kysely))
            return String(rows[0]?.[0] ?? '0')
          } catch (error) {
            throw explainRefusal(error, paging, { filters: query.filters, sort: [], place: { from: 'start' } })
          }
        }),
      ),
    close: () => parts.close(),
  }
}

/** The columns of a whole-table read: all that are not hidden, or those asked for. A hidden one asked for by name is refused, not dropped. */
const columnsFor = (shape: TableShape, query: Pick<TableQuery, 'hidden'> & { readonly columns?: readonly string[] }): readonly string[] => {
  const known = shape.columns.map((column) => column.name)
  if (!query.columns) return known.filter((name) => !query.hidden.includes(name))
  for (const name of query.columns) {
    if (!known.includes(name)) throw columnUnknown(shape.reference, name, known)
    if (query.hidden.includes(name)) throw new ProvostError('access.denied', `The column "${name}" is hidden from this role.`)
  }
  return query.columns
}
