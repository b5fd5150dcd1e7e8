import { ProvostError } from '#contract/errors.ts'
import type { ChildHandle } from '../../foundation/processes/index.ts'
import { RequestChild } from '../../foundation/processes/index.ts'
import type { Statement } from '../engine.ts'
import { rowTooLarge } from '../problems.ts'
import { type BatchSize, batchOf, type RowSink, type Session } from '../session.ts'
import { sqliteProblem } from './errors.ts'
import type { SqliteBatch, SqliteRequest } from './messages.ts'

/** Which file a session works on, for the work in hand. */
export interface SqliteTarget {
  readonly path: string
  readonly readWrite: boolean
  readonly onStatement?: ((sql: string) => void) | undefined
}

/** A child process as a session. It serves any file; `at` says which. */
export class SqliteSession implements Session {
  readonly #child: RequestChild
  #target: SqliteTarget = { path: '', readWrite: false }
  #healthy = true
  #refusal: ProvostError | null = null
  #running = new AbortController()

  constructor(start: () => ChildHandle) {
    this.#child = new RequestChild(start)
  }

  get healthy(): boolean {
    return this.#healthy
  }

  at(target: SqliteTarget): this {
    this.#target = target
    return this
  }

  async execute(statement: Statement, sink: RowSink, batch: BatchSize): Promise<void> {
    await this.#read(statement, sink, batch, false)
  }

  /** Somebody else's statement, which the child lets pass only if it reads. */
  async executeForeign(statement: Statement, sink: RowSink, batch: BatchSize): Promise<void> {
    try {
      await this.#read(statement, sink, batch, true)
    } catch (error) {
      // What we end has another code: a child that started and died did so of a value that no memory, or no text of ours, holds.
      if (
        error instanceof ProvostError &&
        error.code === 'child.failed' &&
        !error.detail.startsWith('not started') &&
        batch.rowBytes !== undefined
      )
        throw rowTooLarge(null, batch.rowBytes)
      throw error
    }
  }

  /** Several statements at once. */
  async script(sql: string): Promise<void> {
    const { path, onStatement } = this.#target
    onStatement?.(sql)
    await this.#ask({ ask: 'script', path, sql })
  }

  /** Closes the file in the child, where it was open for writing. */
  async close(path: string): Promise<void> {
    await this.#ask({ ask: 'close', path })
  }

  refuse(why: ProvostError): void {
    this.#refusal = why
  }

  /** Kills the child; a next request starts another. */
  async cancel(): Promise<void> {
    this.#running.abort(this.#refusal ?? new ProvostError('call.cancelled', 'The call was cancelled.'))
  }

  async prove(): Promise<void> {
    this.#refusal = null
    this.#running = new AbortController()
  }

  async ping(): Promise<void> {
    await this.execute({ sql: 'select 1 from sqlite_schema limit 1', parameters: [] }, () => true, batchOf(1))
  }

  destroy(): void {
    this.#healthy = false
    this.#child.close()
  }

  async end(): Promise<void> {
    this.destroy()
  }

  async #read(statement: Statement, sink: RowSink, size: BatchSize, foreign: boolean): Promise<void> {
    const { path, readWrite, onStatement } = this.#target
    onStatement?.(statement.sql)
    const { sql, parameters } = statement
    const batchRows = size.most
    let batch = await this.#ask({ ask: 'start', path, readWrite, sql, parameters, batchRows, foreign, rowBytes: size.rowBytes ?? null })
    let told = false
    for (;;) {
      // An empty last batch says nothing new, but the first tells the columns.
      const more = batch.rows.length === 0 && told ? true : await this.#hand(sink, batch)
      told = true
      if (batch.done) return
      if (!more) {
        await this.#ask({ ask: 'stop' })
        return
      }
      batch = await this.#ask({ ask: 'next', batchRows })
    }
  }

  /** The sink's answer, or the reason for stopping while it is waited for. */
  async #hand(sink: RowSink, batch: SqliteBatch): Promise<boolean> {
    const { signal } = this.#running
    const { promise, reject } = Promise.withResolvers<never>()
    const onAbort = (): void => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await Promise.race([sink(batch.rows, batch.columns), promise])
    } catch (error) {
      // The statement is still open in the child, also where the sink itself failed.
      if (!signal.aborted && !batch.done) await this.#ask({ ask: 'stop' })
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async #ask(request: SqliteRequest): Promise<SqliteBatch> {
    if (this.#refusal) throw this.#refusal
    try {
      return (await this.#child.request(request, { signal: this.#running.signal })) as SqliteBatch
    } catch (error) {
      throw sqliteProblem(error, this.#target.path)
    }
  }
}
