import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Filter } from '#contract/tables.ts'
import type { PagingDialect } from '../paging/dialect.ts'
import { likePattern } from '../paging/like.ts'
import { columnId } from '../paging/names.ts'
import { sortInvalid } from '../problems.ts'
import type { ShapeColumn } from '../table-shape.ts'
import { refusedOrder, refusedValue } from './errors.ts'
import { cellOfKind } from './types.ts'

/** Kinds whose text may be long; the others are short by their nature. */
const mayBeLong = (column: ShapeColumn, cellBytes: number): boolean =>
  ['text', 'bytes', 'json', 'array', 'other'].includes(column.kind) && (column.maxLength === null || column.maxLength * 4 > cellBytes)

/** Longer key values than the cursor takes are not even fetched whole. */
const longestKeyText = 20_000

const cast = (column: ShapeColumn, value: string): RawBuilder<unknown> => sql`${value}::${sql.raw(column.castType)}`

const asText = (column: ShapeColumn): RawBuilder<unknown> =>
  column.patterns ? sql`${columnId(column.name)}::text` : sql`(${columnId(column.name)}::text collate pg_catalog."default")`

const operators = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

/** PostgreSQL casts the filter's text itself and says what it cannot take. `castType` comes from the catalogue, quoted there. */
const condition = (column: ShapeColumn, { operator, values }: Filter): RawBuilder<SqlBool> => {
  const name = columnId(column.name)
  const [first = '', second = ''] = values
  switch (operator) {
    case 'between':
      return sql<SqlBool>`${name} between ${cast(column, first)} and ${cast(column, second)}`
    case 'in':
      return sql<SqlBool>`${name} in (${sql.join(values.map((value) => cast(column, value)))})`
    case 'contains':
      return sql<SqlBool>`${asText(column)} ilike ${`%${likePattern(first)}%`} escape '!'`
    case 'starts-with':
      return sql<SqlBool>`${asText(column)} ilike ${`${likePattern(first)}%`} escape '!'`
    case 'is-null':
      return sql<SqlBool>`${name} is null`
    case 'is-not-null':
      return sql<SqlBool>`${name} is not null`
    default:
      return sql<SqlBool>`${name} ${sql.raw(operators[operator])} ${cast(column, first)}`
  }
}

export const postgresPaging: PagingDialect = {
  nullsFirst: false,
  rowComparison: true,
  sortable(column) {
    if (column.castType === 'json' || column.castType === 'xml') throw sortInvalid(`Values of the type ${column.type} have no order.`)
  },
  order: (column) => columnId(column.name),
  compared: (column) => columnId(column.name),
  key: (column) =>
    mayBeLong(column, longestKeyText)
      ? [sql`left(${columnId(column.name)}::text, ${sql.lit(longestKeyText * 4)})`]
      : [sql`${columnId(column.name)}::text`],
  keyValue: ([cell]) => (cell === null || cell === undefined ? null : String(cell)),
  bound: cast,
  shown(column, cellBytes) {
    const name = columnId(column.name)
    if (cellBytes === undefined || !mayBeLong(column, cellBytes)) return { value: name, size: null }
    const limit = sql.lit(cellBytes)
    const whole = column.kind === 'bytes' ? name : sql`${name}::text`
    const long = sql`octet_length(${whole}) > ${limit}`
    const beginning = column.kind === 'bytes' ? sql`substring(${name} from 1 for ${limit})` : sql`left(${whole}, ${limit})`
    return {
      value: sql`case when ${long} then ${beginning} else ${whole} end`,
      size: sql`case when ${long} then octet_length(${whole}) end`,
    }
  },
  cell: (column, cell) => cellOfKind(column.kind, cell),
  condition,
  refusedValue,
  refusedOrder,
}
