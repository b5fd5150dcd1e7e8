import type { TableEntry } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { kindOfTable, text } from './shape.ts'

/** Rows and bytes are InnoDB's estimates, which may be off by half; views have none. */
export const tablesSql = `select table_name, table_type, table_rows, data_length + index_length, table_comment
   from information_schema.tables where table_schema = database() and table_type in ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')`

const number = (cell: Cell | undefined): number | null => (cell === null || cell === undefined ? null : Number(cell))

export const toEntry = ([name, type, rows, bytes, comment]: readonly Cell[]): TableEntry => ({
  schema: null,
  name: text(name),
  kind: kindOfTable(text(type)),
  estimatedRows: number(rows),
  bytes: number(bytes),
  // A view's comment is the word VIEW, or what is wrong with it.
  comment: text(comment) === '' || kindOfTable(text(type)) === 'view' ? null : text(comment),
  group: null,
})
