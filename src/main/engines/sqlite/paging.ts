import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Filter } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { KeyValue, PagingDialect } from '../paging/dialect.ts'
import { likePattern } from '../paging/like.ts'
import { columnId } from '../paging/names.ts'
import { checkValue, hexBytes, isNumeric } from '../paging/values.ts'
import { cursorInvalid } from '../problems.ts'
import type { ShapeColumn } from '../table-shape.ts'

type Bound = string | number | bigint | Buffer

const number = (value: string): Bound => {
  if (/^[+-]?\d+$/.test(value)) {
    const whole = BigInt(value.replace('+', ''))
    if (BigInt.asIntN(64, whole) === whole) return whole
  }
  return Number(value)
}

/**
 * A filter's text as the values it may stand for. A column without a type keeps whatever was put in: what looks like a number
 * is looked for as a number and as text.
 */
const readings = (column: ShapeColumn, value: string): Bound[] => {
  switch (column.kind) {
    case 'boolean':
      if (/^(true|false)$/i.test(value)) return [/^t/i.test(value) ? 1n : 0n]
      return [number(value)]
    case 'integer':
    case 'decimal':
    case 'float':
      return [number(value)]
    case 'bytes':
      return [hexBytes(value) ?? Buffer.from(value)]
    case 'other':
      return isNumeric(value) ? [number(value), value] : [value]
    default:
      return [value]
  }
}

const operators = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

const condition = (column: ShapeColumn, { operator, values }: Filter): RawBuilder<SqlBool> => {
  const name = columnId(column.name)
  const [first = '', second = ''] = values
  const folded = (pattern: string): RawBuilder<SqlBool> =>
    sql<SqlBool>`provost_fold(cast(${name} as text)) like provost_fold(${pattern}) escape '!'`
  if (operator === 'contains') return folded(`%${likePattern(first)}%`)
  if (operator === 'starts-with') return folded(`${likePattern(first)}%`)
  for (const value of values) checkValue(column, value, 'sqlite')
  const one = (value: string): Bound => readings(column, value)[0] ?? value
  switch (operator) {
    case 'between':
      return sql<SqlBool>`${name} between ${one(first)} and ${one(second)}`
    case 'in':
    case 'eq':
      return sql<SqlBool>`${name} in (${sql.join(values.flatMap((value) => readings(column, value)))})`
    case 'ne':
      return sql<SqlBool>`${name} not in (${sql.join(readings(column, first))})`
    case 'is-null':
      return sql<SqlBool>`${name} is null`
    case 'is-not-null':
      return sql<SqlBool>`${name} is not null`
    default:
      return sql<SqlBool>`${name} ${sql.raw(operators[operator])} ${one(first)}`
  }
}

/** Beside its value a key carries its type, since one column may hold several. Text travels as its bytes: not all of it is valid UTF-8. */
const keyValue = ([type, cell]: readonly Cell[]): KeyValue => {
  if (type === 'null' || type === null || type === undefined || cell === null || cell === undefined) return null
  if (typeof cell === 'object') return `${type === 'text' ? 't' : 'b'}${'$bytes' in cell ? cell.$bytes : ''}`
  return `${type === 'integer' ? 'i' : 'r'}${cell}`
}

const bound = (_column: ShapeColumn, value: string): RawBuilder<unknown> => {
  const body = value.slice(1)
  switch (value[0]) {
    case 'i':
      if (!/^-?\d{1,19}$/.test(body)) break
      return sql`${BigInt(body)}`
    case 'r':
      if (body !== 'Infinity' && body !== '-Infinity' && !isNumeric(body)) break
      return sql`${Number(body)}`
    case 't':
      // The plus takes the cast's affinity away, which would turn an untyped column's numbers into text before comparing.
      return sql`+cast(${Buffer.from(body, 'base64')} as text)`
    case 'b':
      return sql`${Buffer.from(body, 'base64')}`
  }
  throw cursorInvalid('It holds a value that its column cannot take.')
}

export const sqlitePaging: PagingDialect = {
  nullsFirst: true,
  rowComparison: true,
  // Every SQLite value has a place in the order: NULL, numbers, text, bytes.
  sortable() {},
  order: (column) => columnId(column.name),
  compared: (column) => columnId(column.name),
  key(column) {
    const name = columnId(column.name)
    return [sql`typeof(${name})`, sql`case typeof(${name}) when 'text' then cast(${name} as blob) else ${name} end`]
  },
  keyValue,
  bound,
  shown(column, cellBytes) {
    const name = columnId(column.name)
    // Any column may hold any value, whatever its declared type.
    if (cellBytes === undefined) return { value: name, size: null }
    const limit = sql.lit(cellBytes)
    const long = sql`typeof(${name}) in ('text', 'blob') and octet_length(${name}) > ${limit}`
    return {
      value: sql`case when ${long} then substr(${name}, 1, ${limit}) else ${name} end`,
      size: sql`case when ${long} then octet_length(${name}) end`,
    }
  },
  cell: (_column, cell) => cell,
  condition,
  refusedValue: () => false,
  refusedOrder: () => false,
}
