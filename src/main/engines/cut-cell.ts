import type { Cell } from '#contract/values.ts'

/** What came cut from the database: its beginning, within the wanted bytes, and its size. */
export const cutCell = (cell: Cell, size: number, bytes: number): Cell => {
  if (cell !== null && typeof cell === 'object' && '$bytes' in cell) return { $cut: cell.$bytes, size, of: 'bytes' }
  // A character more or less: `left` counts characters, and a last one may be half.
  const beginning = new TextDecoder().decode(Buffer.from(String(cell)).subarray(0, bytes)).replace(/\uFFFD+$/, '')
  return { $cut: beginning, size, of: 'text' }
}

/** A whole value, cut where it takes more than so many bytes. */
export const cutLong = (cell: Cell, bytes: number): Cell => {
  if (typeof cell === 'string') {
    // No text takes fewer bytes than it has UTF-16 units, nor more than three for each.
    if (cell.length * 3 <= bytes) return cell
    const size = Buffer.byteLength(cell)
    return size <= bytes ? cell : cutCell(cell.slice(0, bytes), size, bytes)
  }
  if (cell === null || typeof cell !== 'object' || !('$bytes' in cell)) return cell
  const size = Buffer.byteLength(cell.$bytes, 'base64')
  if (size <= bytes) return cell
  return cutCell(
    {
      $bytes: Buffer.from(cell.$bytes.slice(0, Math.ceil(bytes / 3) * 4), 'base64')
        .subarray(0, bytes)
        .toString('base64'),
    },
    size,
    bytes,
  )
}
