import type { ReactNode } from 'react'

/** One column of a grid, as a screen declares it. */
export interface GridColumn<Row> {
  readonly id: string
  readonly title: string
  /** Second line of the heading, for a machine's name: `numeric(9,4)`. */
  readonly subtitle?: string
  readonly width: number
  readonly minWidth?: number
  readonly align?: 'start' | 'end'
  readonly sortable?: boolean
  /** Fixed at the left unless the person unpins it. */
  readonly pinned?: boolean
  /** Not shown until the person asks for it. */
  readonly hidden?: boolean
  /** Takes the width that is left over. One column at most. */
  readonly grows?: boolean
  /** Where the pane is too narrow, columns with a number give way, the highest first. */
  readonly givesWay?: number
  readonly cell: (row: Row, index: number) => ReactNode
  /** What is copied. */
  readonly text: (row: Row) => string
}

export interface GridSort {
  readonly column: string
  readonly direction: 'asc' | 'desc'
}

/** The next sort when a heading is chosen: ascending, descending, none; with `add` beside what is sorted already. */
export function sortAfter(sort: readonly GridSort[], column: string, add: boolean): GridSort[] {
  const own = sort.find((term) => term.column === column)
  const next: GridSort[] =
    own === undefined ? [{ column, direction: 'asc' }] : own.direction === 'asc' ? [{ column, direction: 'desc' }] : []
  if (!add) return next
  const at = sort.findIndex((term) => term.column === column)
  return at === -1 ? [...sort, ...next] : [...sort.slice(0, at), ...next, ...sort.slice(at + 1)]
}
