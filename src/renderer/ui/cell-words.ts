import type { Cell, ValueKind } from '#contract/values.ts'
import { countOf, formatBytes } from './format.ts'

/** How a cell is to be drawn, so that no value can be mistaken for another. */
export type CellWords =
  /** An absence, or something that would look like one: null, empty text, spaces. */
  | { readonly look: 'absent'; readonly words: string }
  /** A value outside what numbers and dates are: infinity, NaN, the zero date. */
  | { readonly look: 'odd'; readonly words: string }
  | { readonly look: 'tagged'; readonly tag: string; readonly words: string }
  | { readonly look: 'tag'; readonly words: string }
  | { readonly look: 'hidden' }
  | { readonly look: 'text' | 'machine'; readonly words: string; readonly cut: string | null }

/** The longest text put in one cell of the page; the whole stands in the cell's own pane. */
const longest = 400

const base64Bytes = (text: string): number => Math.floor((text.length * 3) / 4) - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)

const signatures: readonly (readonly [beginning: string, type: string])[] = [
  ['iVBORw0KGgo', 'png'],
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['JVBERi0', 'pdf'],
  ['UEsDB', 'zip'],
  ['H4sI', 'gzip'],
]

/** The type of bytes by how they begin, where they are of a known one. */
const bytesType = (base64: string): string => signatures.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? 'bytes'

const oddWords = (text: string): string | null => {
  const plain = text.toLowerCase()
  if (plain === 'infinity' || plain === 'inf') return `∞ ${text}`
  if (plain === '-infinity' || plain === '-inf') return `−∞ ${text}`
  if (plain === 'nan') return 'NaN'
  return text.startsWith('0000-00-00') ? text : null
}

const jsonWords = (text: string): string | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return countOf(value.length, 'item', 'items')
    if (typeof value === 'object' && value !== null) return countOf(Object.keys(value).length, 'key', 'keys')
    return null
  } catch {
    return null
  }
}

const visible = (text: string): string =>
  text.slice(0, longest).replaceAll('\r\n', '↵').replaceAll('\n', '↵').replaceAll('\r', '↵').replaceAll('\t', '⇥')

const textKinds: ReadonlySet<ValueKind> = new Set(['text', 'enum', 'json', 'other'])

/** What to draw for a cell of a column of this kind. */
export function cellWords(cell: Cell, kind: ValueKind): CellWords {
  if (cell === null) return { look: 'absent', words: 'null' }
  if (typeof cell === 'object') {
    if ('$hidden' in cell) return { look: 'hidden' }
    if ('$bytes' in cell) return { look: 'tagged', tag: bytesType(cell.$bytes), words: formatBytes(base64Bytes(cell.$bytes)) }
    if (cell.of === 'bytes') return { look: 'tagged', tag: bytesType(cell.$cut), words: formatBytes(cell.size) }
    if (kind === 'json') return { look: 'tagged', tag: 'json', words: formatBytes(cell.size) }
    return { look: kind === 'text' ? 'text' : 'machine', words: visible(cell.$cut), cut: formatBytes(cell.size) }
  }
  if (typeof cell !== 'string') {
    const odd = typeof cell === 'number' && !Number.isFinite(cell) ? oddWords(String(cell)) : null
    return odd === null ? { look: 'machine', words: String(cell), cut: null } : { look: 'odd', words: odd }
  }
  if (cell === '') return { look: 'absent', words: 'empty text' }
  if (/^ +$/.test(cell)) return { look: 'absent', words: countOf(cell.length, 'space', 'spaces') }
  if (kind === 'enum') return { look: 'tag', words: visible(cell) }
  if (kind === 'json') {
    const words = cell.length > 200_000 ? formatBytes(cell.length) : jsonWords(cell)
    return words === null ? { look: 'machine', words: visible(cell), cut: null } : { look: 'tagged', tag: 'json', words }
  }
  if (!textKinds.has(kind)) {
    const odd = oddWords(cell)
    if (odd !== null) return { look: 'odd', words: odd }
  }
  return { look: kind === 'text' ? 'text' : 'machine', words: visible(cell), cut: null }
}

/** Kinds whose cells stand at the right edge. */
export const alignedRight: ReadonlySet<ValueKind> = new Set(['integer', 'decimal', 'float'])

/** A cell as it is copied: what the database holds, nothing of how it is drawn. Bytes stay base64. */
export function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'object') return String(cell)
  if ('$bytes' in cell) return cell.$bytes
  return '$cut' in cell ? cell.$cut : ''
}

/** One line of tab-separated text; a field that holds a tab, a break or a quote is quoted as spreadsheets expect. */
export const tsvLine = (fields: readonly string[]): string =>
  fields.map((field) => (/[\t\n\r"]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join('\t')
