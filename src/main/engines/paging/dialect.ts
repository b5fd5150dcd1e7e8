import type { RawBuilder, SqlBool } from 'kysely'
import type { Filter } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { ShapeColumn } from '../table-shape.ts'

/** A sort key's value as the cursor carries it: exact, as text; null is the database's NULL. */
export type KeyValue = string | null

/** What differs between the engines in reading a page. Each answers with pieces of SQL; names are quoted and values bound. */
export interface PagingDialect {
  /** Where NULL stands in ascending order when nothing is said. In descending order it is the other end. */
  readonly nullsFirst: boolean
  /** Whether `(a, b) > (x, y)` is served by an index on (a, b). */
  readonly rowComparison: boolean
  /** Throws `sort.invalid` for a type without an order. */
  sortable(column: ShapeColumn): void
  /** What rows are ordered by and what is compared with a key's value; mostly the bare column, so that an index serves. */
  order(column: ShapeColumn): RawBuilder<unknown>
  compared(column: ShapeColumn): RawBuilder<unknown>
  /** Selected beside the row, to make the cursor of; the same number of expressions for each column. */
  key(column: ShapeColumn): readonly RawBuilder<unknown>[]
  /** The cursor's value of what `key` selected. */
  keyValue(cells: readonly Cell[]): KeyValue
  /** A key's value, bound and of the column's type. Throws `cursor.invalid` where it cannot be one. */
  bound(column: ShapeColumn, value: string): RawBuilder<unknown>
  /** The column as shown, cut to `cellBytes` in the database, and its full size in bytes where it was cut, else null. */
  shown(
    column: ShapeColumn,
    cellBytes: number | undefined,
  ): { readonly value: RawBuilder<unknown>; readonly size: RawBuilder<unknown> | null }
  /** A cell of `shown`, from what the session read: settles what the result's own type does not tell. */
  cell(column: ShapeColumn, cell: Cell): Cell
  /** One filter as a condition. Throws `filter.invalid` for a value the column's type cannot take. */
  condition(column: ShapeColumn, filter: Filter): RawBuilder<SqlBool>
  /** Whether the database refused a value (a filter's, or a forged cursor's), or an order. */
  refusedValue(error: unknown): boolean
  refusedOrder(error: unknown): boolean
}
