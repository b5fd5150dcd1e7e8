import type { Cell, ResultColumn, ValueKind } from '#contract/values.ts'

/** What the driver tells of a result's column. */
export interface Field {
  readonly name: string
  readonly columnType: number
  readonly columnLength: number
  readonly characterSet: number
  readonly flags: number
  readonly decimals: number
  /** MariaDB's own names for types that travel as text. */
  readonly extendedTypeName?: string
  readonly extendedFormat?: string
}

const flag = { notNull: 1, unsigned: 32, zerofill: 64, enum: 256, set: 2048 } as const
const binaryCharset = 63

const code = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
} as const
const more = {
  datetime: 12,
  year: 13,
  newdate: 14,
  varchar: 15,
  bit: 16,
  vector: 242,
  json: 245,
  newdecimal: 246,
  enum: 247,
  set: 248,
} as const
const late = { geometry: 255 } as const

const names: Readonly<Record<number, readonly [string, ValueKind]>> = {
  [code.decimal]: ['decimal', 'decimal'],
  [code.tiny]: ['tinyint', 'integer'],
  [code.short]: ['smallint', 'integer'],
  [code.long]: ['int', 'integer'],
  [code.float]: ['float', 'float'],
  [code.double]: ['double', 'float'],
  [code.timestamp]: ['timestamp', 'timestamp'],
  [code.longlong]: ['bigint', 'integer'],
  [code.int24]: ['mediumint', 'integer'],
  [code.date]: ['date', 'date'],
  [code.time]: ['time', 'time'],
  [more.datetime]: ['datetime', 'timestamp'],
  [more.year]: ['year', 'integer'],
  [more.newdate]: ['date', 'date'],
  [more.bit]: ['bit', 'bytes'],
  [more.vector]: ['vector', 'bytes'],
  [more.json]: ['json', 'json'],
  [more.newdecimal]: ['decimal', 'decimal'],
}

const nameOf = (field: Field): readonly [string, ValueKind] => {
  if (field.extendedFormat === 'json') return ['json', 'json']
  if (field.columnType === late.geometry) return [field.extendedTypeName ?? 'geometry', 'bytes']
  if (field.extendedTypeName !== undefined) return [field.extendedTypeName, field.extendedTypeName === 'uuid' ? 'uuid' : 'other']
  if (field.flags & flag.enum) return ['enum', 'enum']
  if (field.flags & flag.set) return ['set', 'text']
  const known = names[field.columnType]
  if (known) return [field.flags & flag.unsigned && known[1] !== 'bytes' ? `${known[0]} unsigned` : known[0], known[1]]
  const blob = field.columnType >= 249 && field.columnType <= 252
  if (field.characterSet === binaryCharset) return [blob ? 'blob' : 'varbinary', 'bytes']
  return [blob ? 'text' : 'varchar', 'text']
}

export const toColumn = (field: Field): ResultColumn => {
  const [type, kind] = nameOf(field)
  return { name: field.name, type, nullable: (field.flags & flag.notNull) === 0, kind }
}

/** A single-precision number in the fewest digits that mean the same single: 0.1, not 0.10000000149011612. */
const single = (value: number): number => {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}

/** The prepared protocol leaves out fractions of zero and their trailing zeros; the column says how many digits it has. */
const withFraction = (text: string, decimals: number): string => {
  if (decimals === 0 || decimals > 6) return text
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(decimals, '0').slice(0, decimals)}`
}

/** A value as the driver read it, as a cell: as the server would have written it in text. */
export const toCell = (field: Field, value: unknown): Cell => {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value)) return { $bytes: value.toString('base64') }
  switch (field.columnType) {
    case code.tiny:
    case code.short:
    case code.int24:
    case code.long:
    case code.longlong:
      // An id like 00002180 is text to the people who use it.
      return field.flags & flag.zerofill
        ? String(value).padStart(field.columnLength, '0')
        : typeof value === 'number'
          ? value
          : String(value)
    case code.float:
      return typeof value === 'number' ? single(value) : String(value)
    case more.datetime:
    case code.timestamp:
    case code.time:
      return withFraction(String(value), field.decimals)
    default:
      return typeof value === 'number' ? value : String(value)
  }
}
