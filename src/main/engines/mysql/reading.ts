import type { EventEmitter } from 'node:events'
import type { Connection } from 'mysql2'
import type { Cell, ResultColumn } from '#contract/values.ts'
import { batchBytes, type RowSink, weigh } from '../session.ts'
import { type Field, toCell, toColumn } from './types.ts'

/**
 * One prepared statement's rows, handed to the sink batch by batch. While the sink is busy the connection is paused, so
 * that the server waits. The protocol has no way to stop a result but to kill its statement.
 */
export class Reading {
  readonly done: Promise<void>
  readonly #connection: Connection
  readonly #sink: RowSink
  readonly #batchRows: number
  readonly #kill: () => void
  readonly #settle = Promise.withResolvers<void>()
  readonly #stopped = Promise.withResolvers<false>()
  #fields: readonly Field[] = []
  #columns: ResultColumn[] = []
  #rows: Cell[][] = []
  #bytes = 0
  #unwanted = false
  #failure: { readonly error: unknown } | null = null
  #told = false
  #ended = false
  #handing: Promise<void> | null = null

  /** `kill` stops the statement in the server, for rows that nobody wants any more. */
  constructor(connection: Connection, command: EventEmitter, options: { sink: RowSink; batchRows: number; kill: () => void }) {
    this.#connection = connection
    this.#sink = options.sink
    this.#batchRows = options.batchRows
    this.#kill = options.kill
    this.done = this.#settle.promise
    command.on('fields', (fields: readonly Field[] | undefined) => {
      this.#fields = fields ?? []
      this.#columns = this.#fields.map(toColumn)
    })
    command.on('result', (row: unknown) => this.#take(row))
    command.on('error', (error: unknown) => this.lost(error))
    command.on('end', () => void this.#end())
  }

  /** Ends the reading with this error, as soon as the server lets us. */
  stop(error: unknown): void {
    this.#failure ??= { error }
    this.#unwanted = true
    this.#stopped.resolve(false)
  }

  /** The statement or the connection failed: nothing more will come. */
  lost(error: unknown): void {
    // A statement that we had killed for unwanted rows ends with an error that says just that.
    if (!this.#unwanted) this.#failure ??= { error }
    void this.#end()
  }

  #take(row: unknown): void {
    if (this.#unwanted || !Array.isArray(row)) return
    const cells = row.map((value, index) => (this.#fields[index] ? toCell(this.#fields[index], value) : null))
    this.#rows.push(cells)
    for (const cell of cells) this.#bytes += weigh(cell)
    if (this.#rows.length < this.#batchRows && this.#bytes < batchBytes) return
    this.#bytes = 0
    this.#connection.pause()
    this.#handing = this.#hand().then(() => {
      this.#handing = null
      this.#connection.resume()
      if (this.#unwanted) this.#killUnlessEnding()
    })
  }

  /** Often the unwanted row was the last one, and the end is on its way. */
  #killUnlessEnding(): void {
    setTimeout(() => {
      if (!this.#ended) this.#kill()
    }, 20)
  }

  async #hand(): Promise<void> {
    const rows = this.#rows
    this.#rows = []
    if (rows.length === 0 && this.#told) return
    this.#told = true
    try {
      const more = await Promise.race([this.#sink(rows, this.#columns), this.#stopped.promise])
      if (!more) this.#unwanted = true
    } catch (error) {
      this.stop(error)
    }
  }

  async #end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await this.#handing
    if (!this.#failure && !this.#unwanted) await this.#hand()
    if (this.#failure) this.#settle.reject(this.#failure.error)
    else this.#settle.resolve()
  }
}
