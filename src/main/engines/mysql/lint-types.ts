import type { TokenList } from '../token-list.ts'

/** A column as its definition says it: its type with what stands in parentheses, and what may follow. */
export interface ColumnType {
  readonly name: string
  /** Lengths as digits, the values of an enum as written. */
  readonly arguments: readonly string[]
  readonly unsigned: boolean
  readonly notNull: boolean
}

const aliases: Readonly<Record<string, string>> = {
  integer: 'int',
  numeric: 'decimal',
  dec: 'decimal',
  bool: 'tinyint',
  boolean: 'tinyint',
}

export const columnType = (definition: TokenList): ColumnType => {
  const written = definition.word(0)
  const group = definition.isMark(1, '(') ? definition.group(1) : { pieces: [] }
  return {
    name: aliases[written] ?? written,
    arguments: group.pieces.map(({ tokens }) => tokens.map(({ text }) => text).join('')),
    unsigned: definition.anywhere('unsigned'),
    notNull: definition.anywhere('not', 'null') || definition.anywhere('primary', 'key'),
  }
}

export const typeWords = (type: ColumnType): string =>
  `${type.name}${type.arguments.length > 0 ? `(${type.arguments.join(', ')})` : ''}${type.unsigned ? ' unsigned' : ''}`

/** What stands later holds more. */
const ladders = [
  ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'],
  ['tinytext', 'text', 'mediumtext', 'longtext'],
  ['tinyblob', 'blob', 'mediumblob', 'longblob'],
  ['float', 'double'],
]

/** free: no row is touched · copy: the table is copied while writers wait · perhaps: MySQL does, MariaDB mostly not · narrower: and some values may not fit. */
export type TypeChange = 'free' | 'copy' | 'perhaps' | 'narrower'

const lengthChange = (from: ColumnType, to: ColumnType): TypeChange => {
  const old = Number(from.arguments[0] ?? 1)
  const wanted = Number(to.arguments[0] ?? 1)
  if (wanted < old) return 'narrower'
  // Up to 255 bytes a length takes one byte in the row, beyond that two; a character of utf8mb4 may take four.
  if (to.name === 'varchar') return old * 4 < 256 === wanted * 4 < 256 ? 'free' : 'perhaps'
  return wanted === old ? 'free' : 'copy'
}

const listChange = (from: ColumnType, to: ColumnType): TypeChange => {
  if (from.arguments.some((value) => !to.arguments.includes(value))) return 'narrower'
  // Values are kept as their number in the list: only more at its end leave the rows as they are.
  return from.arguments.every((value, index) => to.arguments[index] === value) ? 'free' : 'copy'
}

const decimalChange = (from: ColumnType, to: ColumnType): TypeChange => {
  const [precision = 10, scale = 0] = from.arguments.map(Number)
  const [newPrecision = 10, newScale = 0] = to.arguments.map(Number)
  if (newPrecision === precision && newScale === scale) return 'free'
  return newScale < scale || newPrecision - newScale < precision - scale ? 'narrower' : 'copy'
}

/** What MySQL and MariaDB do to the rows when a column changes its type. */
export const typeChange = (from: ColumnType, to: ColumnType): TypeChange => {
  if (from.name === to.name && from.unsigned === to.unsigned) {
    if (['varchar', 'char', 'varbinary', 'binary', 'bit'].includes(to.name)) return lengthChange(from, to)
    if (to.name === 'enum' || to.name === 'set') return listChange(from, to)
    // The number behind an integer is only a width to show.
    return to.name === 'decimal' ? decimalChange(from, to) : 'free'
  }
  for (const ladder of ladders) {
    const before = ladder.indexOf(from.name)
    const after = ladder.indexOf(to.name)
    if (before !== -1 && after !== -1) return after < before || from.unsigned !== to.unsigned ? 'narrower' : 'copy'
  }
  if (to.name === 'varchar' && (ladders[1] ?? []).includes(from.name)) return 'narrower'
  return 'copy'
}
