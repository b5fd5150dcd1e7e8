import type { ReactNode } from 'react'
import type { GridSort } from './grid-column.ts'
import type { RowRanges } from './row-ranges.ts'
import type { RowSource } from './row-source.ts'
import type { Grid } from './use-grid.ts'

export interface ActiveCell<Row> {
  readonly row: Row | undefined
  readonly index: number
  readonly column: string
}

export interface DataGridProps<Row> {
  readonly grid: Grid<Row>
  readonly source: RowSource<Row>
  /** What the rows are, for assistive technology: "Tenants". */
  readonly label: string
  /** Height of a row in px, fixed. */
  readonly rowHeight: number
  /** Rows of two lines: the first lines are aligned. */
  readonly double?: boolean
  /** Hairlines between columns and a frame round the active cell: for the rows of a database. Else the row is what is chosen. */
  readonly lines?: boolean
  /** A gutter with the rows' numbers, which also selects them. */
  readonly numbers?: boolean
  readonly sort?: readonly GridSort[]
  readonly onSort?: (sort: readonly GridSort[]) => void
  /** Enter, or a click where rows are chosen, a double click where cells are. */
  readonly onOpen?: (row: Row, index: number, column: string) => void
  readonly isOpen?: (row: Row, index: number) => boolean
  readonly onActive?: (cell: ActiveCell<Row>) => void
  readonly onSelect?: (rows: RowRanges) => void
  /** A row that is to be in view, and where the keys go on from: set when the side pane went on to another row. */
  readonly revealed?: number | null
  /** Which rows are in view, for the line below the table. */
  readonly onView?: (first: number, last: number) => void
  /** Said after copying: how many rows. */
  readonly onCopied?: (rows: number, cut: boolean) => void
  /** Something else is shown: back to the first row, nothing selected. */
  readonly resetKey?: string
  /** What stands in place of rows where there are none. */
  readonly empty?: ReactNode
  /** What takes so long while nothing is known: "Reading the first rows". */
  readonly waitingFor?: string
}
