import type { ColumnDescription } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { alignedRight, CellValue, cellText } from '../ui/index.ts'
import type { TableRow } from './use-table-rows.ts'

const widths: Partial<Record<ColumnDescription['kind'], number>> = {
  uuid: 190,
  timestamp: 190,
  date: 104,
  time: 104,
  boolean: 80,
  integer: 110,
  decimal: 110,
  float: 120,
  bytes: 120,
  json: 130,
  enum: 130,
}

const hidden: Cell = { $hidden: 'role' }

/** The cell of a column in a row; a column the page does not hold is one the role may not see. */
export const cellOf = (row: TableRow, index: ReadonlyMap<string, number>, column: string): Cell => {
  const at = index.get(column)
  return at === undefined ? hidden : (row[at] ?? null)
}

/** A table's columns as those of a grid: heading with its type, cells by the values vocabulary. */
export const rowColumns = (columns: readonly ColumnDescription[], index: () => ReadonlyMap<string, number>): GridColumn<TableRow>[] =>
  columns.map((column) => ({
    id: column.name,
    title: column.name,
    subtitle: column.nullable ? `${column.type}, null` : column.type,
    width: Math.max(widths[column.kind] ?? 170, Math.min(240, column.name.length * 8 + 44)),
    align: alignedRight.has(column.kind) ? 'end' : 'start',
    sortable: column.hidden === null && column.kind !== 'json' && column.kind !== 'bytes',
    cell: (row) => <CellValue cell={cellOf(row, index(), column.name)} kind={column.kind} />,
    text: (row) => cellText(cellOf(row, index(), column.name)),
  }))
