/** A place on a map of bands: which band, and which of its cells. */
export type MapPlace = readonly [band: number, cell: number]

/** How many cells stand side by side in a room that wide; at least one. */
export const columnsIn = (room: number, pitch: number): number => Math.max(1, Math.floor(room / pitch))

/** Where a key leads on a map whose cells run across and then down, band under band. Null for a key that does not move. */
export function movedInBands(key: string, [band, cell]: MapPlace, sizes: readonly number[], columns: number): MapPlace | null {
  const last = (index: number): number => (sizes[index] ?? 1) - 1
  const column = cell % columns
  switch (key) {
    case 'ArrowRight':
      if (cell < last(band)) return [band, cell + 1]
      return band + 1 < sizes.length ? [band + 1, 0] : [band, cell]
    case 'ArrowLeft':
      if (cell > 0) return [band, cell - 1]
      return band > 0 ? [band - 1, last(band - 1)] : [band, cell]
    case 'ArrowDown':
      if (cell + columns <= last(band)) return [band, cell + columns]
      // From above a last row that is not full, to its end.
      if (Math.floor(cell / columns) < Math.floor(last(band) / columns)) return [band, last(band)]
      return band + 1 < sizes.length ? [band + 1, Math.min(column, last(band + 1))] : [band, cell]
    case 'ArrowUp': {
      if (cell - columns >= 0) return [band, cell - columns]
      if (band === 0) return [band, cell]
      const lastRow = Math.floor(last(band - 1) / columns) * columns
      return [band - 1, Math.min(lastRow + column, last(band - 1))]
    }
    case 'Home':
      return [0, 0]
    case 'End':
      return [sizes.length - 1, last(sizes.length - 1)]
    default:
      return null
  }
}
