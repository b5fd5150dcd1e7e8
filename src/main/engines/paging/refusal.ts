import { ProvostError } from '#contract/errors.ts'
import type { TableQuery } from '../engine.ts'
import { cursorInvalid, filterInvalid, sortInvalid } from '../problems.ts'
import type { PagingDialect } from './dialect.ts'

/**
 * The database refused the statement that we built: because of a filter's value, of an order its types do not have,
 * or of a forged cursor. Only the words tell the first from the last.
 */
export const explainRefusal = (error: unknown, dialect: PagingDialect, query: Pick<TableQuery, 'filters' | 'sort' | 'place'>): unknown => {
  if (!(error instanceof ProvostError)) return error
  const { detail, cause } = error
  if (dialect.refusedValue(cause)) {
    const values = query.filters.flatMap((filter) => filter.values)
    const byCursor = query.place.from === 'after' || query.place.from === 'before'
    const value = values.find((candidate) => candidate !== '' && detail.includes(candidate))
    if (byCursor && value === undefined) return cursorInvalid('It holds a value that its column cannot take.', cause)
    return filterInvalid(
      value === undefined ? 'A filter’s value does not fit its column.' : `The filter’s value "${value}" does not fit its column.`,
      { detail, remedy: ['Write the value as the column shows its own.'], cause },
    )
  }
  if (dialect.refusedOrder(cause)) {
    const byFilter = query.filters.length > 0 && !/ordering operator/i.test(detail)
    return byFilter
      ? filterInvalid('Values of that type cannot be compared in this way.', {
          detail,
          remedy: ['Use "contains", which compares as text.'],
          cause,
        })
      : sortInvalid('Values of that type have no order.', { detail, cause })
  }
  return error
}
