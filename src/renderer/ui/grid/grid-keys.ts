/** A place in a grid. Row −1 is the heading. */
export interface GridPlace {
  readonly row: number
  readonly column: number
}

interface Extent {
  readonly rows: number
  readonly columns: number
  /** Rows in view, for Page Up and Page Down. */
  readonly page: number
}

interface Press {
  readonly key: string
  readonly mod: boolean
}

const within = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

/** Where a key leads from a place; null for a key that does not move. */
export function movedBy({ key, mod }: Press, place: GridPlace, { rows, columns, page }: Extent): GridPlace | null {
  const { row, column } = place
  const to = (nextRow: number, nextColumn: number): GridPlace => ({
    row: within(nextRow, -1, rows - 1),
    column: within(nextColumn, 0, Math.max(0, columns - 1)),
  })
  switch (key) {
    case 'ArrowDown':
      return mod ? to(rows - 1, column) : to(row + 1, column)
    case 'ArrowUp':
      return mod ? to(0, column) : to(row - 1, column)
    case 'ArrowRight':
      return mod ? to(row, columns - 1) : to(row, column + 1)
    case 'ArrowLeft':
      return mod ? to(row, 0) : to(row, column - 1)
    case 'PageDown':
      return to(row + page, column)
    case 'PageUp':
      return to(Math.max(0, row - page), column)
    case 'Home':
      return mod ? to(0, 0) : to(row, 0)
    case 'End':
      return mod ? to(rows - 1, columns - 1) : to(row, columns - 1)
    default:
      return null
  }
}
