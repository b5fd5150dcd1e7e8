import type { Cell, ResultColumn } from '#contract/values.ts'
import { cutLong } from './cut-cell.ts'
import type { ForeignRows, QueryBounds } from './engine.ts'
import { mostRowBytes } from './problems.ts'
import { type BatchSize, weigh } from './session.ts'

/**
 * The first rows of a statement that may give any number: reading ends one row past `limit`, which tells that there are more,
 * or where their bytes are too many.
 */
export class FirstRows {
  /** How many rows to ask for at first, and at most at a time. */
  readonly batches: BatchSize
  readonly #bounds: QueryBounds
  readonly #rows: (readonly Cell[])[] = []
  #columns: readonly ResultColumn[] = []
  #bytes = 0
  #cappedBy: ForeignRows['cappedBy'] = null

  constructor(bounds: QueryBounds) {
    const { limit } = bounds
    this.#bounds = bounds
    this.batches = { first: Math.min(limit + 1, 100), most: Math.min(limit + 1, 1000), rowBytes: mostRowBytes }
  }

  /** Whether more is wanted. */
  readonly take = (batch: readonly (readonly Cell[])[], columns: readonly ResultColumn[]): boolean => {
    this.#columns = columns
    for (const row of batch) if (!this.#add(row)) return false
    return true
  }

  result(): ForeignRows {
    return { columns: this.#columns, rows: this.#rows, truncated: this.#cappedBy !== null, cappedBy: this.#cappedBy }
  }

  #add(row: readonly Cell[]): boolean {
    if (this.#cappedBy !== null) return false
    const { limit, cellBytes, maxBytes } = this.#bounds
    if (this.#rows.length === limit) {
      this.#cappedBy = 'rows'
      return false
    }
    const cells = cellBytes === undefined ? row : row.map((cell) => cutLong(cell, cellBytes))
    for (const cell of cells) this.#bytes += weigh(cell)
    if (maxBytes !== undefined && this.#bytes > maxBytes && this.#rows.length > 0) {
      this.#cappedBy = 'bytes'
      return false
    }
    this.#rows.push(cells)
    return true
  }
}
