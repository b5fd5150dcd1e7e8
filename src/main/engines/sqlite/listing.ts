import type { TableEntry } from '#contract/tables.ts'
import type { Session } from '../session.ts'
import { ask, text } from './shape.ts'

/** Row numbers that ANALYZE left, if it ever ran: the first number of any index's statistics. */
export const estimates = async (session: Session): Promise<Map<string, number>> => {
  const known = await ask(session, `select 1 from sqlite_schema where name = 'sqlite_stat1'`)
  if (known.length === 0) return new Map()
  const rows = await ask(session, 'select tbl, stat from sqlite_stat1')
  return new Map(rows.map(([table, stat]) => [text(table), Number.parseInt(text(stat), 10)]))
}

export const toEntry = (name: string, type: string, rows: number | undefined): TableEntry => ({
  schema: null,
  name,
  kind: type === 'view' ? 'view' : 'table',
  estimatedRows: rows === undefined || Number.isNaN(rows) ? null : rows,
  // SQLite can tell a table's bytes only by reading all of its pages.
  bytes: null,
  comment: null,
  group: null,
})
