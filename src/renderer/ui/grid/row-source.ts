import type { ProvostError } from '#contract/errors.ts'

/** Where a grid's rows come from: all in memory, or page by page from the database. */
export interface RowSource<Row> {
  /** How many rows the scroll bar stands for. */
  readonly total: number
  /** Whether `total` was counted or is the end that was reached; else it is an estimate and is written "about". */
  readonly exact: boolean
  /** Nothing is known yet: neither a row nor that there are none. */
  readonly loading: boolean
  /** Why rows in view are missing; null while all is well. */
  readonly problem: ProvostError | null
  /** The row at an index, undefined while it has not arrived. */
  row(index: number): Row | undefined
  /** Says which rows are in view, so that they are fetched and far ones let go. */
  show(first: number, last: number): void
  /** All rows from `first` to `last`, fetched where needed: for copying. */
  read(first: number, last: number, signal: AbortSignal): Promise<readonly Row[]>
  retry(): void
  subscribe(listener: () => void): () => void
  /** Changes whenever anything above does. */
  version(): number
}

/** Rows that are all here. */
export function arraySource<Row>(rows: readonly Row[]): RowSource<Row> {
  return {
    total: rows.length,
    exact: true,
    loading: false,
    problem: null,
    row: (index) => rows[index],
    show: () => undefined,
    read: async (first, last) => rows.slice(first, last + 1),
    retry: () => undefined,
    subscribe: () => () => undefined,
    version: () => 0,
  }
}
