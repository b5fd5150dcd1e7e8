import type { ColumnDescription } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { alignedRight, CellValue, cellText, cellWords } from '../ui/index.ts'
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

/** Widths that fit what the first rows hold, in px: a sign of the mono face takes 7.2, of the other about 6.6. */
function widthOf(column: ColumnDescription, sample: readonly TableRow[], index: ReadonlyMap<string, number>): number {
  const head = Math.max(column.name.length * 7.6, (column.type.length + (column.nullable ? 6 : 0)) * 6) + 40
  const words = sample.map((row) => cellWords(cellOf(row, index, column.name), column.kind))
  const longest = Math.max(0, ...words.map((one) => ('words' in one ? one.words.length + ('tag' in one ? one.tag.length + 3 : 0) : 16)))
  const cells = sample.length === 0 ? (widths[column.kind] ?? 150) : longest * 7.3 + 20
  return Math.round(Math.max(72, Math.min(300, Math.max(Math.min(head, 220), cells))))
}

/** A table's columns as those of a grid: heading with its type, cells by the values vocabulary. */
export const rowColumns = (
  columns: readonly ColumnDescription[],
  index: () => ReadonlyMap<string, number>,
  sample: readonly TableRow[],
): GridColumn<TableRow>[] =>
  columns.map((column) => ({
    id: column.name,
    title: column.name,
    subtitle: column.nullable ? `${column.type}, null` : column.type,
    width: widthOf(column, sample, index()),
    align: alignedRight.has(column.kind) ? 'end' : 'start',
    sortable: column.hidden === null && column.kind !== 'json' && column.kind !== 'bytes',
    cell: (row) => <CellValue cell={cellOf(row, index(), column.name)} kind={column.kind} />,
    text: (row) => cellText(cellOf(row, index(), column.name)),
  }))
