import type { Readable } from 'node:stream'
import type pg from 'pg'
import type { Cell, ResultColumn } from '#contract/values.ts'
import { noStatement, rowTooLarge } from '../problems.ts'
import { type BatchSize, batchBytes, type RowSink } from '../session.ts'
import { watchRows } from '../watch-rows.ts'
import { messages } from './framing.ts'
import type { TypeNames } from './type-names.ts'
import { toCell } from './types.ts'

/** The messages of the extended protocol, as `pg` sends them; its published types leave them out. */
interface Wire {
  parse(query: { text: string; name: string; types: readonly number[] }): void
  bind(config: { portal: string; statement: string; binary: boolean; values: readonly (string | Buffer | null)[] }): void
  describe(message: { type: 'P'; name: string }): void
  execute(config: { portal: string; rows: number }): void
  close(message: { type: 'P'; name: string }): void
  flush(): void
  sync(): void
  sendCopyFail(message: string): void
  readonly stream: Readable & { cork(): void; uncork(): void }
}

interface Field {
  readonly name: string
  readonly dataTypeID: number
}

const wireOf = (connection: unknown): Wire => connection as Wire

interface PortalOptions {
  readonly sink: RowSink
  readonly batch: BatchSize
  readonly types: TypeNames
  /** Stops the statement in the server, for rows that nobody wants any more. */
  readonly kill: () => void
  /** Drops the connection: on it comes what must not be held. */
  readonly drop: () => void
}

/**
 * One statement through the extended protocol, which takes exactly one, read some rows at a time: the server sends the
 * next rows only when the sink has dealt with the last. Where rows turn out larger than thought, the connection is paused while the
 * sink takes what there is. `pg` calls the `handle…` methods.
 */
export class Portal implements pg.Submittable {
  readonly done: Promise<void>
  readonly #text: string
  readonly #values: readonly (string | Buffer | null)[]
  readonly #options: PortalOptions
  #ask: number
  #bytes = 0
  #settle = Promise.withResolvers<void>()
  #fields: readonly Field[] = []
  #columns: ResultColumn[] = []
  #rows: Cell[][] = []
  #failure: unknown
  #failed = false
  #told = false
  #stopped = Promise.withResolvers<false>()
  #unwanted = false
  #ended = false
  #handing: Promise<void> | null = null
  #wire: Wire | null = null
  /** The end of the exchange was told with its beginning. */
  #synced = false
  /** The sink has what came last. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(text: string, values: readonly (string | Buffer | null)[], options: PortalOptions) {
    this.#text = text
    this.#values = values
    this.#options = options
    this.#ask = options.batch.first
    this.done = this.#settle.promise
  }

  /** Ends the reading as soon as the server lets us: at once where it waits for our sink. */
  stop(why: unknown): void {
    this.#fail(why)
    this.#stopped.resolve(false)
  }

  submit(connection: pg.Connection): void {
    const wire = wireOf(connection)
    this.#wire = wire
    this.#watch(wire)
    // Five messages in one write: each of its own would cost a call of the system, and wake the server once more.
    wire.stream.cork()
    wire.parse({ text: this.#text, name: '', types: [] })
    wire.bind({ portal: '', statement: '', binary: false, values: this.#values })
    wire.describe({ type: 'P', name: '' })
    // Where every row is wanted the server need not stop between them, and one exchange does: half the turns of both sides.
    this.#synced = this.#options.batch.all === true
    wire.execute({ portal: '', rows: this.#synced ? 0 : this.#ask })
    if (this.#synced) wire.sync()
    else wire.flush()
    wire.stream.uncork()
  }

  handleRowDescription(message: { fields: readonly Field[] }): void {
    this.#fields = message.fields
    this.#columns = message.fields.map((field) => {
      const { name, kind } = this.#options.types.find(field.dataTypeID)
      return { name: field.name, type: name, nullable: true, kind }
    })
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#unwanted || this.#failed) return
    for (const text of message.fields) this.#bytes += text === null ? 8 : text.length
    this.#rows.push(message.fields.map((text, index) => toCell(this.#fields[index]?.dataTypeID ?? 0, text)))
    if (this.#bytes >= batchBytes) this.#handEarly()
  }

  handlePortalSuspended(connection: unknown): void {
    const wire = wireOf(connection)
    void this.#handRest().then((more) => {
      if (more) {
        wire.execute({ portal: '', rows: this.#ask })
        wire.flush()
      } else {
        wire.close({ type: 'P', name: '' })
        wire.sync()
      }
    })
  }

  handleCommandComplete(_message: unknown, connection: unknown): void {
    this.#ended = true
    this.#last = this.#handRest().then(() => this.#sync(connection))
  }

  handleEmptyQuery(connection: unknown): void {
    this.#fail(noStatement())
    this.#sync(connection)
  }

  handleCopyInResponse(connection: unknown): void {
    // A server that waits for rows to copy in passes over every sync that was sent.
    this.#synced = false
    wireOf(connection).sendCopyFail('This console copies nothing in.')
  }

  handleCopyData(): void {}

  handleReadyForQuery(): void {
    void this.#last.then(() => {
      if (this.#failed) this.#settle.reject(this.#failure)
      else this.#settle.resolve()
    })
  }

  handleError(error: unknown, connection: unknown): void {
    this.#ended = true
    // A statement that we had killed for unwanted rows ends with an error that says just that.
    if (!this.#unwanted) this.#fail(error)
    // Without it the server waits, for it skips everything up to the next sync.
    this.#sync(connection)
    void Promise.resolve(this.#handing).then(() => this.handleReadyForQuery())
  }

  #sync(connection: unknown): void {
    if (!this.#synced) wireOf(connection).sync()
    this.#synced = true
  }

  /** A row that is too large is told by its length, long before its end. */
  #watch(wire: Wire): void {
    const { batch, drop } = this.#options
    const { rowBytes } = batch
    if (rowBytes === undefined) return
    const end = watchRows(wire.stream, messages, rowBytes, (bytes) => {
      this.stop(rowTooLarge(bytes, rowBytes))
      drop()
    })
    void this.done.then(end, end)
  }

  /** A batch that grew large before its end: the server waits while the sink takes it. */
  #handEarly(): void {
    if (this.#handing) return
    this.#wire?.stream.pause()
    this.#handing = this.#hand().then((more) => {
      this.#handing = null
      this.#wire?.stream.resume()
      if (more || this.#failed) return
      this.#unwanted = true
      this.#killUnlessEnding()
    })
  }

  /** Often the unwanted row was the last one, and the end is on its way. Once it came, the session is somebody else's. */
  #killUnlessEnding(): void {
    const timer = setTimeout(() => {
      if (!this.#ended) this.#options.kill()
    }, 20)
    const end = (): void => clearTimeout(timer)
    void this.done.then(end, end)
  }

  /** What came since the sink was last given something. */
  async #handRest(): Promise<boolean> {
    await this.#handing
    return this.#unwanted ? false : this.#hand()
  }

  #fail(error: unknown): void {
    if (this.#failed) return
    this.#failed = true
    this.#failure = error
  }

  /** Gives the rows to the sink; its failure is kept and ends the reading. */
  async #hand(): Promise<boolean> {
    const rows = this.#rows
    this.#rows = []
    // As many as fit, by the size of the last ones.
    if (rows.length > 0)
      this.#ask = Math.max(1, Math.min(this.#options.batch.most, Math.floor((batchBytes * rows.length) / (this.#bytes + 1))))
    this.#bytes = 0
    if (this.#failed) return false
    if (rows.length === 0 && this.#told) return true
    this.#told = true
    try {
      return await Promise.race([this.#options.sink(rows, this.#columns), this.#stopped.promise])
    } catch (error) {
      this.#fail(error)
      return false
    }
  }
}
