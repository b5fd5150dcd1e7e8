import { EventPublisher } from '@orpc/server'
import type { ConnectionHealth } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionBook, ConnectionRecord } from '../../fleet/registry/index.ts'
import type { Sessions } from '../../fleet/sessions/index.ts'

/** An answer later than this is shown as slow. */
const slowMs = 500
/** How often each connection is asked while somebody looks on. */
const everyMs = 30_000
const atOnce = 8
/** A dead host must not hold a place in the round for longer than this. */
const patienceMs = 10_000

/** Asks connections how they are, on demand and in rounds while anybody watches; nobody watching, nobody is asked. */
export class HealthMonitor {
  readonly #book: ConnectionBook
  readonly #sessions: Sessions
  readonly #clock: () => Date
  readonly #known = new Map<string, ConnectionHealth>()
  readonly #publisher = new EventPublisher<{ health: ConnectionHealth }>()
  #watchers = 0
  #round: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(book: ConnectionBook, sessions: Sessions, clock: () => Date) {
    this.#book = book
    this.#sessions = sessions
    this.#clock = clock
  }

  /** One trip to the server and back, now. A failure is an answer, not an error. */
  async check(record: ConnectionRecord, signal: AbortSignal): Promise<ConnectionHealth> {
    const name = record.connection.name
    const before = this.#known.get(name)
    this.#tell({
      connection: name,
      state: 'testing',
      ms: before?.ms ?? null,
      checkedAt: before?.checkedAt ?? null,
      server: before?.server ?? null,
      problem: null,
    })
    const health = await this.#ask(record, signal).catch((error: unknown): ConnectionHealth => {
      if (signal.aborted) this.#tell(before ?? this.#unknown(record))
      if (signal.aborted || !(error instanceof ProvostError)) throw error
      const { code, title, detail, remedy, retryable } = error
      const problem = { code, title, detail, remedy: [...remedy], retryable }
      return {
        connection: name,
        state: 'failed',
        ms: null,
        checkedAt: this.#clock().toISOString(),
        server: before?.server ?? null,
        problem,
      }
    })
    this.#tell(health)
    return health
  }

  /** Every connection as it is known, then each change, until the signal ends it. */
  async *watch(signal: AbortSignal): AsyncGenerator<ConnectionHealth> {
    const changes = this.#publisher.subscribe('health', { signal, maxBufferedEvents: 10_000 })
    for (const record of this.#book.list()) yield this.#known.get(record.connection.name) ?? this.#unknown(record)
    this.#watchers += 1
    this.#startRound()
    try {
      yield* changes
    } finally {
      this.#watchers -= 1
      if (this.#watchers === 0 && this.#timer !== null) clearTimeout(this.#timer)
    }
  }

  forget(name: string): void {
    this.#known.delete(name)
  }

  async #ask(record: ConnectionRecord, signal: AbortSignal): Promise<ConnectionHealth> {
    const { database } = this.#sessions.open({ kind: 'connection', connection: record.connection.name })
    const ms = await database.ping({ signal, timeoutMs: patienceMs })
    const { flavour, version } = await database.server({ signal, timeoutMs: patienceMs })
    return {
      connection: record.connection.name,
      state: ms > slowMs ? 'slow' : 'ok',
      ms,
      checkedAt: this.#clock().toISOString(),
      server: `${flavour} ${version}`,
      problem: null,
    }
  }

  #unknown(record: ConnectionRecord): ConnectionHealth {
    return { connection: record.connection.name, state: 'unknown', ms: null, checkedAt: null, server: null, problem: null }
  }

  #tell(health: ConnectionHealth): void {
    this.#known.set(health.connection, health)
    this.#publisher.publish('health', health)
  }

  #startRound(): void {
    this.#round ??= this.#askAll().finally(() => {
      this.#round = null
      if (this.#watchers === 0) return
      this.#timer = setTimeout(() => this.#startRound(), everyMs)
      this.#timer.unref()
    })
  }

  async #askAll(): Promise<void> {
    const waiting = this.#book.list()
    const worker = async (): Promise<void> => {
      for (let record = waiting.shift(); record !== undefined && this.#watchers > 0; record = waiting.shift()) {
        // A fault of our own must not end the round for the others; the log has it through the session's own path.
        await this.check(record, AbortSignal.timeout(patienceMs * 2)).catch(() => this.#tell(this.#unknown(record)))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }
}
