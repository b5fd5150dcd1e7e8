import type { Cell, ValueKind } from '#contract/values.ts'

/** Object ids of the built-in types whose text is turned into something else. The rest stays as the database wrote it. */
const oid = { bool: 16, bytea: 17, int2: 21, int4: 23, float4: 700, float8: 701 } as const

const float = (text: string): Cell => {
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}

/** A value as PostgreSQL wrote it, as a cell. NaN and the infinities stay text, as 64-bit integers and decimals do. */
export const toCell = (type: number, text: string | null): Cell => {
  if (text === null) return null
  switch (type) {
    case oid.bool:
      return text === 't'
    case oid.int2:
    case oid.int4:
      return Number(text)
    case oid.float4:
    case oid.float8:
      return float(text)
    case oid.bytea:
      // `bytea_output` is set to hex at login: \x00ff
      return { $bytes: Buffer.from(text.slice(2), 'hex').toString('base64') }
    default:
      return text
  }
}

/** The cell for a page's column, which arrives as text where it was selected cut. */
export const cellOfKind = (kind: ValueKind, cell: Cell): Cell =>
  kind === 'bytes' && typeof cell === 'string' && cell.startsWith('\\x')
    ? { $bytes: Buffer.from(cell.slice(2), 'hex').toString('base64') }
    : cell

const kinds: Readonly<Record<string, ValueKind>> = {
  bool: 'boolean',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  numeric: 'decimal',
  money: 'decimal',
  float4: 'float',
  float8: 'float',
  date: 'date',
  time: 'time',
  timetz: 'time',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  interval: 'interval',
  bytea: 'bytes',
  json: 'json',
  jsonb: 'json',
  uuid: 'uuid',
  xml: 'text',
}

/** What a type holds, from pg_type's own columns: `typname`, `typtype`, `typcategory`. */
export const kindOf = (name: string, type: string, category: string): ValueKind => {
  const known = kinds[name]
  if (known !== undefined) return known
  if (type === 'e') return 'enum'
  if (category === 'A') return 'array'
  return category === 'S' ? 'text' : 'other'
}
