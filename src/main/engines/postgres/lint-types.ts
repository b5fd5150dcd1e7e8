import type { TypeName } from 'libpg-query'

/** A column's type as the parser writes it: `varchar` with its length, `int4`. */
export interface ColumnType {
  readonly name: string
  readonly modifiers: readonly number[]
  readonly array: boolean
}

export const columnType = (type: TypeName | undefined): ColumnType => {
  const names = (type?.names ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))
  const modifiers = (type?.typmods ?? []).flatMap((node) =>
    'A_Const' in node && node.A_Const.ival !== undefined ? [node.A_Const.ival.ival ?? 0] : [],
  )
  return { name: names.at(-1) ?? '', modifiers, array: (type?.arrayBounds ?? []).length > 0 }
}

export const typeWords = ({ name, modifiers, array }: ColumnType): string =>
  `${name}${modifiers.length > 0 ? `(${modifiers.join(', ')})` : ''}${array ? '[]' : ''}`

/** Integers by their size; what stands later holds more. */
const whole = ['int2', 'int4', 'int8']
const withLength = new Set(['varchar', 'varbit', 'bpchar', 'bit'])
const unlimited = (type: ColumnType): boolean => type.name === 'text' || (type.name === 'varchar' && type.modifiers.length === 0)

/** free: only the catalogue changes · rewrite: every row is written anew · narrower: and some values may not fit. */
export type TypeChange = 'free' | 'rewrite' | 'narrower'

const numericChange = (from: ColumnType, to: ColumnType): TypeChange => {
  if (to.modifiers.length === 0) return 'free'
  if (from.modifiers.length === 0) return 'narrower'
  const [precision = 0, scale = 0] = from.modifiers
  const [newPrecision = 0, newScale = 0] = to.modifiers
  if (newScale === scale && newPrecision >= precision) return 'free'
  return newScale < scale || newPrecision - newScale < precision - scale ? 'narrower' : 'rewrite'
}

const sameName = (from: ColumnType, to: ColumnType): TypeChange => {
  if (to.name === 'numeric') return numericChange(from, to)
  const [length] = from.modifiers
  const [newLength] = to.modifiers
  if (newLength === undefined && (length === undefined || to.name === 'varchar' || to.name === 'varbit')) return 'free'
  const shrinks = newLength !== undefined && (length === undefined || newLength < length)
  if (shrinks) return withLength.has(to.name) ? 'narrower' : 'rewrite'
  // A longer char(n) is padded anew in each row.
  return to.name === 'bpchar' || to.name === 'bit' ? 'rewrite' : 'free'
}

/** What PostgreSQL does to the rows when a column changes its type. */
export const typeChange = (from: ColumnType, to: ColumnType): TypeChange => {
  if (from.array !== to.array) return 'rewrite'
  if (from.name === to.name) return sameName(from, to)
  if (unlimited(to) && (from.name === 'varchar' || from.name === 'text')) return 'free'
  if (from.name === 'text' && to.name === 'varchar') return 'narrower'
  if (from.name === 'cidr' && to.name === 'inet') return 'free'
  const before = whole.indexOf(from.name)
  const after = whole.indexOf(to.name)
  if (before !== -1 && after !== -1) return after < before ? 'narrower' : 'rewrite'
  if (after !== -1 && ['numeric', 'float4', 'float8'].includes(from.name)) return 'narrower'
  if (from.name === 'float8' && to.name === 'float4') return 'narrower'
  if (['timestamp', 'timestamptz'].includes(from.name) && to.name === 'date') return 'narrower'
  return 'rewrite'
}

/** Whether a type of these could be free to change to, for all that is known of the old one. */
export const mayBeFree = (to: ColumnType): boolean => unlimited(to) && !to.array
