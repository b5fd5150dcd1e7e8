import type { RawBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { Filter, SortTerm } from '#contract/tables.ts'
import { columnUnknown, filterInvalid, sortInvalid } from '../problems.ts'
import type { ShapeColumn, TableShape } from '../table-shape.ts'
import type { PagingDialect } from './dialect.ts'
import { columnId } from './names.ts'
import type { OrderTerm } from './ordering.ts'

export interface Plan {
  readonly terms: readonly OrderTerm[]
  readonly pagedBy: 'key' | 'row-address' | 'offset'
  readonly conditions: readonly RawBuilder<SqlBool>[]
}

const columnOf = (shape: TableShape, name: string): ShapeColumn => {
  const column = shape.columns.find((candidate) => candidate.name === name)
  if (column) return column
  throw columnUnknown(
    shape.reference,
    name,
    shape.columns.map((candidate) => candidate.name),
  )
}

const sortTerms = (dialect: PagingDialect, shape: TableShape, sort: readonly SortTerm[], hidden: readonly string[]): OrderTerm[] => {
  const terms: OrderTerm[] = []
  for (const { column: name, direction } of sort) {
    const column = columnOf(shape, name)
    // The cursor would carry the hidden values out.
    if (hidden.includes(name)) throw sortInvalid(`The column "${name}" is hidden from this role, so rows cannot be sorted by it.`)
    dialect.sortable(column)
    if (!terms.some((term) => term.column.name === name)) terms.push({ column, descending: direction === 'desc' })
  }
  return terms
}

/** The filters as conditions. A filter on a hidden column would tell its values by trying, so it is refused. */
export const planConditions = (
  dialect: PagingDialect,
  shape: TableShape,
  filters: readonly Filter[],
  hidden: readonly string[],
): RawBuilder<SqlBool>[] =>
  filters.map((filter) => {
    const column = columnOf(shape, filter.column)
    if (hidden.includes(filter.column))
      throw filterInvalid(`The column "${filter.column}" is hidden from this role, so rows cannot be filtered by it.`)
    checkCount(filter)
    return filter.operator === 'is-null'
      ? sql<SqlBool>`${columnId(column.name)} is null`
      : filter.operator === 'is-not-null'
        ? sql<SqlBool>`${columnId(column.name)} is not null`
        : dialect.condition(column, filter)
  })

const checkCount = ({ operator, values, column }: Filter): void => {
  const fits =
    operator === 'is-null' || operator === 'is-not-null'
      ? values.length === 0
      : operator === 'between'
        ? values.length === 2
        : operator === 'in'
          ? values.length >= 1
          : values.length === 1
  const wanted =
    operator === 'between' ? 'two values' : operator === 'in' ? 'at least one value' : operator.startsWith('is-') ? 'no value' : 'one value'
  if (!fits) throw filterInvalid(`The filter "${operator}" on "${column}" takes ${wanted}, not ${values.length}.`)
}

/**
 * How a table's rows are put in one order, without ties: the wanted sort, then a key (or the engine's row address).
 * Without either, pages go by offset.
 */
export const planOrder = (
  dialect: PagingDialect,
  shape: TableShape,
  sort: readonly SortTerm[],
  hidden: readonly string[],
): Omit<Plan, 'conditions'> => {
  const terms = sortTerms(dialect, shape, sort, hidden)
  const sorted = new Set(terms.map((term) => term.column.name))
  const keys = shape.keys.filter((key) => !key.some((name) => hidden.includes(name)))
  // A key within the sort needs no help; else the key that adds least keeps the order as indexed as it was.
  const complete = keys.some((key) => key.every((name) => sorted.has(name)))
  if (complete) return { terms, pagedBy: 'key' }
  const descending = terms.at(-1)?.descending ?? false
  const rest = (columns: readonly ShapeColumn[]): OrderTerm[] =>
    columns.filter((column) => !sorted.has(column.name)).map((column) => ({ column, descending }))
  const key = keys[0]
  if (key) return { terms: [...terms, ...rest(key.map((name) => columnOf(shape, name)))], pagedBy: 'key' }
  if (shape.rowAddress.length > 0) return { terms: [...terms, ...rest(shape.rowAddress)], pagedBy: 'row-address' }
  return { terms: [...terms, ...rest(tieBreakers(dialect, shape, terms.length > 0, hidden))], pagedBy: 'offset' }
}

/**
 * Without a key an offset means something only if equal rows keep their places from one statement to the next. A sort, or a
 * view's plan, promises nothing among ties; every column that has an order settles them. A bare table read in its own
 * order needs none.
 */
const tieBreakers = (dialect: PagingDialect, shape: TableShape, sorted: boolean, hidden: readonly string[]): ShapeColumn[] =>
  sorted || shape.kind !== 'table'
    ? shape.columns.filter((column) => {
        if (hidden.includes(column.name) || ['json', 'other', 'bytes'].includes(column.kind)) return false
        try {
          dialect.sortable(column)
          return true
        } catch {
          // No order, no help.
          return false
        }
      })
    : []
