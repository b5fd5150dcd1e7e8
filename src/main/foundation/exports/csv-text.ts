import { stringify } from 'csv-stringify/sync'
import type { Cell } from '#contract/values.ts'

/** Characters at a cell's beginning that make a spreadsheet take it for a formula, in their full-width forms too. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/
/** A negative number or time as a database writes it: it calculates to itself, and a quote before it would spoil it. */
const plainNegative = /^-(\d[\d.:]*(e[+-]?\d+)?|infinity)$/i

const guarded = (text: string): string => (formulaStart.test(text) && !plainNegative.test(text) ? `'${text}` : text)

function cellText(cell: Cell): string | null {
  if (cell === null) return null
  if (typeof cell === 'string') return guarded(cell)
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  if ('$bytes' in cell) return cell.$bytes
  if ('$hidden' in cell) return '(hidden)'
  // A cut value in a file would be taken for a whole one.
  throw new Error('A cut value cannot be exported.')
}

/**
 * Rows as CSV lines that end in CRLF. A null is nothing between the commas, an empty text is `""`.
 * Text that a spreadsheet would calculate has a `'` before it.
 */
export const csvText = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => row.map(cellText)),
    // By default a lone line feed stays unquoted beside CRLF, and parsers split the row there.
    { record_delimiter: 'windows', quote_record_delimiter: true, quoted_match: /^$/ },
  )
