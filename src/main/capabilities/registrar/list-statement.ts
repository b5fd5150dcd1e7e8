import { sql } from 'kysely'
import { ProvostError } from '#contract/errors.ts'
import type { SortTerm } from '#contract/tables.ts'
import { bound, contains, type ListKey, type Sql } from '../../lms/index.ts'
import type { ListPlan } from './list-plan.ts'
import type { PagePlace } from './page-cursor.ts'

export interface ListFilter {
  readonly search?: string | undefined
  readonly status?: string | undefined
  /** The row of this id alone, or the rows whose column equals it. */
  readonly equals?: readonly { readonly key: ListKey; readonly value: string }[]
}

const mostWords = 8

/** What narrows a list: each word of the search somewhere, and the status. */
export const conditions = <Row>(plan: ListPlan<Row>, filter: ListFilter): Sql[] => {
  const words = (filter.search ?? '').trim().split(/\s+/).filter(Boolean).slice(0, mostWords)
  return [
    ...words.map(
      (word) =>
        sql`(${sql.join(
          plan.searched.map((value) => contains(value, word)),
          sql` or `,
        )})`,
    ),
    ...(filter.status === undefined || filter.status === '' ? [] : [plan.status(filter.status)]),
    ...(filter.equals ?? []).map(({ key, value }) => sql`${key.sql} = ${bound(plan.engine, value, key.valueClass, key.type)}`),
  ]
}

export const where = (all: readonly Sql[]): Sql =>
  all.length === 0
    ? sql``
    : sql` where ${sql.join(
        all.map((condition) => sql`(${condition})`),
        sql` and `,
      )}`

export interface SortKey extends ListKey {
  readonly direction: SortTerm['direction']
}

/** What a list is sorted by; the id last, so that no two rows are equal. @throws ProvostError `column.unknown` */
export const sortKeys = <Row>(plan: ListPlan<Row>, sort: readonly SortTerm[]): SortKey[] =>
  (sort.length === 0 ? plan.defaultSort : sort).map(({ column, direction }) => {
    const key = Object.hasOwn(plan.sorts, column) ? plan.sorts[column] : undefined
    if (key === undefined) {
      throw new ProvostError('column.unknown', `The list cannot be sorted by "${column}".`, {
        remedy: [`Sort by one of: ${Object.keys(plan.sorts).join(', ')}.`],
      })
    }
    return { ...key, direction }
  })

/** Null comes last in either direction, on every engine. */
const order = (keys: readonly SortKey[]): Sql =>
  sql` order by ${sql.join(
    keys.flatMap(({ sql: key, direction }) => [sql`case when ${key} is null then 1 else 0 end`, sql`${key} ${sql.raw(direction)}`]),
  )}`

/** The rows after a place: later in the first key, or equal there and later in the next, and so on. */
const after = <Row>(plan: ListPlan<Row>, keys: readonly SortKey[], values: readonly (string | null)[]): Sql => {
  const alternatives: Sql[] = []
  const equal: Sql[] = []
  keys.forEach(({ sql: key, direction, valueClass, type }, index) => {
    const value = values[index] ?? null
    if (value !== null) {
      const limit = bound(plan.engine, value, valueClass, type)
      const later = sql`(${key} ${sql.raw(direction === 'asc' ? '>' : '<')} ${limit} or ${key} is null)`
      alternatives.push(sql`(${sql.join([...equal, later], sql` and `)})`)
      equal.push(sql`${key} = ${limit}`)
    } else {
      // Null is last: only the keys that follow tell such rows apart.
      equal.push(sql`${key} is null`)
    }
  })
  return alternatives.length === 0 ? sql`1 = 0` : sql`(${sql.join(alternatives, sql` or `)})`
}

/** The keys as they are compared, the id among them. */
export const withId = <Row>(plan: ListPlan<Row>, keys: readonly SortKey[]): SortKey[] => [
  ...keys,
  { ...plan.id, direction: keys.at(-1)?.direction ?? 'asc' },
]

/** A page of a list, or all of it: its columns, then the values of the sort keys. */
export const listStatement = <Row>(
  plan: ListPlan<Row>,
  keys: readonly SortKey[],
  filter: ListFilter,
  page: { readonly place: PagePlace | null; readonly limit: number } | null,
): Sql => {
  const ordered = withId(plan, keys)
  const place = page?.place ?? null
  const narrowed = [...conditions(plan, filter), ...(place === null ? [] : [after(plan, ordered, [...place.values, place.id])])]
  const columns = [
    ...plan.columns.map((name) => sql`list.${sql.id(name)}`),
    ...keys.map(({ sql: key }, index) => sql`${key} as ${sql.id(`sort_${index}`)}`),
  ]
  const limit = page === null ? sql`` : sql` limit ${sql.lit(page.limit)}`
  return sql`select ${sql.join(columns)} from (${plan.source}) as list${where(narrowed)}${order(ordered)}${limit}`
}
