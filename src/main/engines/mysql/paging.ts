import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Filter } from '#contract/tables.ts'
import type { PagingDialect } from '../paging/dialect.ts'
import { likePattern } from '../paging/like.ts'
import { columnId } from '../paging/names.ts'
import { checkValue, hexBytes, isNumeric } from '../paging/values.ts'
import { cursorInvalid, filterInvalid, sortInvalid } from '../problems.ts'
import type { ShapeColumn } from '../table-shape.ts'
import { refusedValue } from './errors.ts'

/** Texts beyond this are sorted by their beginning: the server sorts by no more than `max_sort_length` bytes, but compares all of them. */
const sortedCharacters = 255

const long = (column: ShapeColumn): boolean =>
  (column.castType === 'text' || column.castType === 'bytes') && column.kind !== 'uuid' && (column.maxLength ?? 0) > sortedCharacters

const beginning = (column: ShapeColumn): RawBuilder<unknown> =>
  long(column) ? sql`left(${columnId(column.name)}, ${sql.lit(sortedCharacters)})` : columnId(column.name)

/** Members of enums and sets are sorted by their number but compared as text, unless their number is asked for. */
const compared = (column: ShapeColumn): RawBuilder<unknown> =>
  column.castType === 'member' ? sql`(${columnId(column.name)} + 0)` : beginning(column)

const bound = (column: ShapeColumn, value: string): RawBuilder<unknown> => {
  const { castType } = column
  switch (castType) {
    case 'text':
      return sql`${value}`
    case 'bytes':
      return sql`unhex(${value})`
    case 'date':
    case 'datetime(6)':
    case 'time(6)':
      return sql`cast(${value} as ${sql.raw(castType)})`
    default:
      if (!isNumeric(value)) throw cursorInvalid('It holds a value that its column cannot take.')
      if (castType === 'double') return sql`(${value} + 0.0e0)`
      return sql`cast(${value} as ${sql.raw(castType === 'bits' || castType === 'member' ? 'unsigned' : castType)})`
  }
}

/** A filter's text as a value of the column's type. It was checked before: MySQL would turn what does not fit into 0 or NULL. */
const filtered = (column: ShapeColumn, value: string): RawBuilder<unknown> => {
  switch (column.castType) {
    case 'signed':
    case 'unsigned':
      // Numbers beyond the type's range must stay what they are, and find nothing.
      return sql`cast(${value} as decimal(65,0))`
    case 'bytes':
      return sql`${hexBytes(value) ?? Buffer.from(value)}`
    case 'bits': {
      const bytes = hexBytes(value)
      if (bytes === null && !/^\d+$/.test(value))
        throw filterInvalid(
          `"${value}" does not fit the column "${column.name}" (${column.type}), which takes a whole number or hexadecimal digits after 0x.`,
        )
      return sql`cast(${bytes === null ? value : String(BigInt(`0x${bytes.toString('hex') || '0'}`))} as unsigned)`
    }
    case 'datetime(6)':
      return sql`cast(${value.replace(/\s?Z$/i, '')} as datetime(6))`
    case 'member':
    case 'none':
      return sql`${value}`
    default:
      return bound(column, value)
  }
}

/** The number of an enum's member, by which it is sorted. */
const ordinal = (column: ShapeColumn, value: string): RawBuilder<unknown> => {
  const place = (column.enumValues ?? []).findIndex((member) => member.toLowerCase() === value.toLowerCase())
  return sql`${sql.lit(place + 1)}`
}

const operators = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

const condition = (column: ShapeColumn, { operator, values }: Filter): RawBuilder<SqlBool> => {
  const name = columnId(column.name)
  const [first = '', second = ''] = values
  const folded = (pattern: string): RawBuilder<SqlBool> =>
    sql<SqlBool>`convert(${name} using utf8mb4) collate utf8mb4_general_ci like ${pattern} escape '!'`
  if (operator === 'contains') return folded(`%${likePattern(first)}%`)
  if (operator === 'starts-with') return folded(`${likePattern(first)}%`)
  for (const value of values) checkValue(column, value, 'mysql')
  const ordered = column.kind === 'enum' && ['lt', 'le', 'gt', 'ge', 'between'].includes(operator)
  const left = ordered ? compared(column) : name
  const one = (value: string): RawBuilder<unknown> => (ordered ? ordinal(column, value) : filtered(column, value))
  switch (operator) {
    case 'between':
      return sql<SqlBool>`${left} between ${one(first)} and ${one(second)}`
    case 'in':
      return sql<SqlBool>`${left} in (${sql.join(values.map(one))})`
    case 'is-null':
      return sql<SqlBool>`${name} is null`
    case 'is-not-null':
      return sql<SqlBool>`${name} is not null`
    default:
      return sql<SqlBool>`${left} ${sql.raw(operators[operator])} ${one(first)}`
  }
}

const mayBeLong = (column: ShapeColumn, cellBytes: number): boolean =>
  ['text', 'bytes', 'json', 'other'].includes(column.kind) &&
  column.castType !== 'bits' &&
  (column.maxLength ?? Number.POSITIVE_INFINITY) * 4 > cellBytes

export const mysqlPaging: PagingDialect = {
  nullsFirst: true,
  // The optimizer does not use an index for a row comparison.
  rowComparison: false,
  sortable(column) {
    if (column.castType === 'none') throw sortInvalid(`Values of the type ${column.type} have no order.`)
  },
  order: beginning,
  compared,
  key(column) {
    switch (column.castType) {
      case 'bytes':
        return [sql`hex(${beginning(column)})`]
      case 'text':
        return [beginning(column)]
      case 'double':
        // Also a single-precision column, as the double it is compared as.
        return [sql`(${columnId(column.name)} + 0.0e0)`]
      case 'bits':
      case 'member':
        return [sql`cast(${columnId(column.name)} + 0 as char)`]
      default:
        return [sql`cast(${columnId(column.name)} as char)`]
    }
  },
  keyValue: ([cell]) => (cell === null || cell === undefined ? null : String(cell)),
  bound,
  shown(column, cellBytes) {
    const name = columnId(column.name)
    if (cellBytes === undefined || !mayBeLong(column, cellBytes)) return { value: name, size: null }
    const limit = sql.lit(cellBytes)
    const over = sql`length(${name}) > ${limit}`
    return { value: sql`if(${over}, left(${name}, ${limit}), ${name})`, size: sql`if(${over}, length(${name}), null)` }
  },
  cell: (_column, cell) => cell,
  condition,
  refusedValue,
  // What has no order is known before and refused by `sortable`.
  refusedOrder: () => false,
}
