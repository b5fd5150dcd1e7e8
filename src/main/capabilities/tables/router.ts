import { ProvostError } from '#contract/errors.ts'
import type { TableDescription, TableReference } from '#contract/tables.ts'
import { cellRows } from '#contract/wire.ts'
import type { Database } from '../../engines/index.ts'
import type { Sessions } from '../../fleet/sessions/index.ts'
import type { Caller } from '../../foundation/access/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import type { Jobs } from '../../foundation/jobs/index.ts'
import { groupOf, recogniseDatabase } from '../../lms/index.ts'
import { startTableExport } from './export-table.ts'
import { isSecretColumn } from './secret-columns.ts'

export interface TableServices {
  readonly sessions: Sessions
  readonly jobs: Jobs
  readonly audit: AuditLog
  /** The workspace; files of exports go to its `exports/`. */
  readonly directory: string
}

/** A page's cells together; the wire and the screen hold a few pages at a time. */
const mostPageBytes = 4 * 1024 * 1024

const nameOf = (table: TableReference): string => (table.schema === null ? table.name : `${table.schema}.${table.name}`)

const credentialsHidden = (column: string): ProvostError =>
  new ProvostError('access.denied', `The column ${column} holds credentials.`, {
    remedy: ['An operator with the role Database administrator can read it.'],
  })

/** The table browser: what tables there are, what they are made of, and their rows by key. */
export const createTablesRouter = ({ sessions, jobs, audit, directory }: TableServices) => {
  const hiddenColumns = (caller: Caller, description: TableDescription): string[] =>
    caller.rights.has('tables.read-secrets') ? [] : description.columns.map(({ name }) => name).filter(isSecretColumn)

  /** Asked only of those from whom something is hidden, so that the others' pages cost one statement and not several. */
  const hiddenFrom = async (caller: Caller, database: Database, table: TableReference, signal: AbortSignal): Promise<string[]> =>
    caller.rights.has('tables.read-secrets') ? [] : hiddenColumns(caller, await database.describe(table, { signal }))

  return {
    list: bridge.tables.list.handler(async ({ input, context: { signal } }) => {
      const { database } = sessions.open(input.target)
      const [entries, recognition] = await Promise.all([database.tables({ signal }), recogniseDatabase(database, signal)])
      const tables = entries.map((entry) => ({ ...entry, group: recognition === null ? null : groupOf(recognition, entry) }))
      return {
        tables,
        schemas: [...new Set(tables.flatMap(({ schema }) => (schema === null ? [] : [schema])))].sort(),
        adapter: recognition === null ? null : { id: recognition.adapter, missing: [...recognition.missing] },
      }
    }),

    describe: bridge.tables.describe.handler(async ({ input, context }) => {
      const { database } = sessions.open(input.target)
      const description = await database.describe(input.table, { signal: context.signal })
      const hidden = new Set(hiddenColumns(context.caller, description))
      return {
        ...description,
        columns: description.columns.map((column) => (hidden.has(column.name) ? { ...column, hidden: 'role' as const } : column)),
      }
    }),

    rows: bridge.tables.rows.handler(async ({ input, context }) => {
      const { signal, caller } = context
      const { database } = sessions.open(input.target)
      const started = performance.now()
      const hidden = await hiddenFrom(caller, database, input.table, signal)
      const { table, sort, filters, limit } = input
      const places = [input.after, input.before, input.position].filter((place) => place !== undefined)
      if (places.length > 1) {
        throw new ProvostError('call.invalid', 'A page begins after a cursor, before a cursor or at a position: one of them.', {
          remedy: ['Give only one of after, before and position.'],
        })
      }
      const place =
        input.after !== undefined
          ? { from: 'after' as const, cursor: input.after }
          : input.before !== undefined
            ? { from: 'before' as const, cursor: input.before }
            : input.position !== undefined
              ? { from: 'position' as const, position: input.position }
              : { from: 'start' as const }
      const cellBytes = input.cellBytes === undefined ? {} : { cellBytes: input.cellBytes }
      const page = await database.page({ table, sort, filters, limit, maxBytes: mostPageBytes, place, hidden, ...cellBytes }, { signal })
      return { ...page, columns: [...page.columns], rows: cellRows(page.rows), ms: performance.now() - started }
    }),

    count: bridge.tables.count.handler(async ({ input, context: { signal, caller } }) => {
      const { database } = sessions.open(input.target)
      const started = performance.now()
      const hidden = await hiddenFrom(caller, database, input.table, signal)
      // A count that may be narrowed by a hidden value tells the value, one guess at a time.
      for (const { column } of input.filters) if (hidden.includes(column)) throw credentialsHidden(column)
      const rows = await database.count({ table: input.table, filters: input.filters }, { signal })
      return { rows, ms: performance.now() - started }
    }),

    cell: bridge.tables.cell.handler(async ({ input, context }) => {
      const { signal, caller } = context
      const { database } = sessions.open(input.target)
      const hidden = await hiddenFrom(caller, database, input.table, signal)
      for (const column of [input.column, ...Object.keys(input.key)]) if (hidden.includes(column)) throw credentialsHidden(column)
      const filters = Object.entries(input.key).map(([column, value]) => ({ column, operator: 'eq' as const, values: [value] }))
      const statement = await database.allRows({ table: input.table, sort: [], filters, hidden, columns: [input.column] }, { signal })
      for await (const { rows } of database.stream(statement, { signal, batchRows: 1 })) {
        const cell = rows[0]?.[0]
        if (cell !== undefined) return { cell }
      }
      throw new ProvostError('table.gone', 'The row is no longer there.', { remedy: ['Refresh the rows.'] })
    }),

    exportCsv: bridge.tables.exportCsv.handler(async ({ input, context }) => {
      const { signal, caller } = context
      const opened = sessions.open(input.target)
      const description = await opened.database.describe(input.table, { signal })
      const hidden = hiddenColumns(caller, description)
      const columns = (input.columns ?? description.columns.map(({ name }) => name)).filter((name) => !hidden.includes(name))
      const operator = caller.operator.name
      const job = startTableExport({ jobs, directory, operator }, opened, { ...input, columns, hidden }, columns)
      audit.append({
        operator,
        roles: caller.operator.roles,
        action: 'tables.export',
        target: opened.label,
        outcome: 'done',
        detail: {
          table: nameOf(input.table),
          job: job.id,
          columns: columns.length,
          filters: input.filters.map(({ column, operator }) => `${column} ${operator}`),
        },
      })
      return { job: job.id }
    }),
  }
}
