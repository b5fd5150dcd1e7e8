import type { Cell, ResultColumn } from '#contract/values.ts'
import type { ForeignRows } from './engine-parts.ts'

/** The first rows of a statement that may give any number: reading ends one row past `limit`, which tells that there are more. */
export class FirstRows {
  /** How many rows to ask for at first, and at most at a time. */
  readonly batches: { readonly first: number; readonly most: number }
  readonly #limit: number
  readonly #rows: (readonly Cell[])[] = []
  #columns: readonly ResultColumn[] = []

  constructor(limit: number) {
    this.#limit = limit
    this.batches = { first: Math.min(limit + 1, 100), most: Math.min(limit + 1, 1000) }
  }

  /** Whether more is wanted. */
  readonly take = (batch: readonly (readonly Cell[])[], columns: readonly ResultColumn[]): boolean => {
    this.#columns = columns
    for (const row of batch) if (this.#rows.length <= this.#limit) this.#rows.push(row)
    return this.#rows.length <= this.#limit
  }

  result(): ForeignRows {
    return { columns: this.#columns, rows: this.#rows.slice(0, this.#limit), truncated: this.#rows.length > this.#limit }
  }
}
