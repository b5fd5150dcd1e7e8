import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { ShapeColumn } from '../table-shape.ts'
import type { KeyValue, PagingDialect } from './dialect.ts'

export interface OrderTerm {
  readonly column: ShapeColumn
  readonly descending: boolean
}

/** The rows of one stretch of the order: a condition (null for all rows) and the order within it. */
export interface Stretch {
  readonly condition: RawBuilder<SqlBool> | null
  readonly order: readonly OrderTerm[]
}

export const reversed = (terms: readonly OrderTerm[]): OrderTerm[] => terms.map((term) => ({ ...term, descending: !term.descending }))

export const orderBy = (dialect: PagingDialect, terms: readonly OrderTerm[]): RawBuilder<unknown> =>
  terms.length === 0
    ? sql``
    : sql` order by ${sql.join(terms.map(({ column, descending }) => (descending ? sql`${dialect.order(column)} desc` : dialect.order(column))))}`

export const allOf = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(conditions, sql` and `)})`

/**
 * The rows after a key, as stretches to be read one after the other until the page is full.
 *
 * Where no term can be null and all go one way, that is one row comparison, which an index on the terms serves.
 * Otherwise the order falls apart into stretches, innermost first: equal in all terms but the last and beyond it there,
 * then equal in all but the last two, and so on; NULLs are a stretch of their own. Each is simple enough for an index,
 * where the usual `a > x or (a = x and b > y)` would read the table from its start.
 */
export const stretchesAfter = (dialect: PagingDialect, terms: readonly OrderTerm[], key: readonly KeyValue[]): Stretch[] => {
  const first = terms[0]
  const oneWay = terms.every((term) => !term.column.nullable && term.descending === first?.descending)
  if (first && oneWay && (terms.length === 1 || dialect.rowComparison) && !key.includes(null)) {
    const left = terms.map((term) => dialect.compared(term.column))
    const right = terms.map((term, index) => dialect.bound(term.column, key[index] ?? ''))
    const operator = first.descending ? sql`<` : sql`>`
    const condition =
      terms.length === 1
        ? sql<SqlBool>`${left[0]} ${operator} ${right[0]}`
        : sql<SqlBool>`(${sql.join(left)}) ${operator} (${sql.join(right)})`
    return [{ condition, order: terms }]
  }
  const stretches: Stretch[] = []
  for (let place = terms.length - 1; place >= 0; place--) {
    const term = terms[place]
    if (!term) continue
    const equal = terms.slice(0, place).map((before, index) => equalTo(dialect, before.column, key[index] ?? null))
    for (const { condition, allNull } of beyond(dialect, term, key[place] ?? null)) {
      // Within a stretch of NULLs the term itself orders nothing, and naming it would cost an index.
      stretches.push({ condition: allOf([...equal, condition]), order: terms.slice(allNull ? place + 1 : place) })
    }
  }
  return stretches
}

const equalTo = (dialect: PagingDialect, column: ShapeColumn, value: KeyValue): RawBuilder<SqlBool> =>
  value === null
    ? sql<SqlBool>`${dialect.compared(column)} is null`
    : sql<SqlBool>`${dialect.compared(column)} = ${dialect.bound(column, value)}`

const beyond = (dialect: PagingDialect, term: OrderTerm, value: KeyValue): { condition: RawBuilder<SqlBool>; allNull: boolean }[] => {
  const compared = dialect.compared(term.column)
  const nullsFirst = dialect.nullsFirst !== term.descending
  if (value === null) return nullsFirst ? [{ condition: sql<SqlBool>`${compared} is not null`, allNull: false }] : []
  const further = sql<SqlBool>`${compared} ${term.descending ? sql`<` : sql`>`} ${dialect.bound(term.column, value)}`
  const parts = [{ condition: further, allNull: false }]
  if (term.column.nullable && !nullsFirst) parts.push({ condition: sql<SqlBool>`${compared} is null`, allNull: true })
  return parts
}
