import type { Cell } from '#contract/values.ts'
import { weigh } from '../session.ts'
import type { KeyValue } from './dialect.ts'

export interface KeyedRow {
  readonly cells: readonly Cell[]
  readonly key: readonly KeyValue[]
}

/** Collects a page's rows up to its caps. One row beyond the limit tells that more follow and is not kept. */
export class PageRows {
  readonly taken: KeyedRow[] = []
  readonly #limit: number
  readonly #maxBytes: number
  #bytes = 0
  #more = false
  #capped = false

  constructor(options: { readonly limit: number; readonly maxBytes: number }) {
    this.#limit = options.limit
    this.#maxBytes = options.maxBytes
  }

  get more(): boolean {
    return this.#more
  }
  get cappedByBytes(): boolean {
    return this.#capped
  }
  get full(): boolean {
    return this.#more
  }
  /** How many rows are still to be asked for. */
  get wanted(): number {
    return this.#limit + 1 - this.taken.length
  }

  /** Keeps the row if it fits; false where no more are wanted. */
  add(row: KeyedRow): boolean {
    if (this.#more) return false
    if (this.taken.length >= this.#limit) {
      this.#more = true
      return false
    }
    const bytes = row.cells.reduce<number>((sum, cell) => sum + weigh(cell), 0)
    if (this.taken.length > 0 && this.#bytes + bytes > this.#maxBytes) {
      this.#more = true
      this.#capped = true
      return false
    }
    this.#bytes += bytes
    this.taken.push(row)
    return true
  }
}
