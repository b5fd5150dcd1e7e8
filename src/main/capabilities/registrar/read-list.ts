import type { SortTerm } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { Database, RunOptions, Statement } from '../../engines/index.ts'
import type { Sql } from '../../lms/index.ts'
import { textOf } from './cells.ts'
import type { ListPlan, RawRow } from './list-plan.ts'
import { type ListFilter, listStatement, sortKeys, withId } from './list-statement.ts'
import { decodeCursor, encodeCursor, fingerprint } from './page-cursor.ts'

export interface PageRequest extends ListFilter {
  readonly sort: readonly SortTerm[]
  readonly limit: number
  readonly after?: string | undefined
}

export const compiled = (database: Database, statement: Sql): Statement => {
  const { sql, parameters } = statement.compile(database.kysely)
  return { sql, parameters }
}

export const named = (columns: readonly { readonly name: string }[], row: readonly Cell[]): RawRow =>
  Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]))

/** One page of a list, by key: what the next page holds does not shift when rows come and go. */
export const readPage = async <Row>(
  database: Database,
  plan: ListPlan<Row>,
  list: string,
  request: PageRequest,
  options: RunOptions,
): Promise<{ rows: Row[]; next: string | null }> => {
  const keys = sortKeys(plan, request.sort)
  const belongsTo = fingerprint([list, request.sort, request.search ?? '', request.status ?? '', plan.columns])
  const place = request.after === undefined ? null : decodeCursor(request.after, belongsTo, withId(plan, keys))
  // One more than asked for tells whether there is a next page.
  const statement = listStatement(plan, keys, request, { place, limit: request.limit + 1 })
  const { columns, rows } = await database.read(compiled(database, statement), options)
  const raw = rows.map((row) => named(columns, row))
  const shown = raw.slice(0, request.limit)
  const last = shown.at(-1)
  const next =
    raw.length > request.limit && last !== undefined
      ? encodeCursor({ values: keys.map((_, index) => textOf(last[`sort_${index}`])), id: textOf(last['id']) ?? '' }, belongsTo)
      : null
  return { rows: shown.map(plan.toRow), next }
}
