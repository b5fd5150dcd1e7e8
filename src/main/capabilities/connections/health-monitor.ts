import { EventPublisher } from '@orpc/server'
import type { ConnectionHealth } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionBook, ConnectionRecord } from '../../fleet/registry/index.ts'
import type { Sessions } from '../../fleet/sessions/index.ts'
import type { HealthBook } from './health/health-book.ts'

/** An answer later than this is shown as slow. */
const slowMs = 500
/** How often each connection is asked while somebody looks on. */
const everyMs = 30_000
const atOnce = 8
/** A dead host must not hold a place in the round for longer than this. */
const patienceMs = 10_000
const thinEveryMs = 3_600_000
/** While somebody looks on, what has not changed is kept no more often than this. */
const sparseMs = 120_000
/** How far a round may come before or after its time, as a share of the interval: consoles that were started together drift apart. */
const jitter = 0.15

export interface MonitorServices {
  readonly book: ConnectionBook
  readonly sessions: Sessions
  readonly healthBook: HealthBook
  readonly clock: () => Date
  /** Told of what should not happen in a round nobody waits for. */
  readonly onFault: (error: unknown, connection: string) => void
}

/** What says something about this console and not about the server: no reason to tell anybody that the server fails. */
const isOurs = (code: string): boolean => /^(vault|call|child)\./.test(code) || code === 'connection.no-password'

/**
 * Asks connections how they are: on demand, in rounds while anybody watches, and by a schedule where a host that stays asked
 * for one. What it learns is kept.
 */
export class HealthMonitor {
  readonly #services: MonitorServices
  readonly #known = new Map<string, ConnectionHealth>()
  readonly #publisher = new EventPublisher<{ health: ConnectionHealth }>()
  readonly #closing = new AbortController()
  readonly #keptAt = new Map<string, number>()
  #watchers = 0
  #round: Promise<void> | null = null
  #scheduled: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined
  #schedule: NodeJS.Timeout | undefined
  #thinnedAt = 0

  constructor(services: MonitorServices) {
    this.#services = services
  }

  /** One trip to the server and back, now. A failure is an answer, not an error. `sparse` keeps only news. */
  async check(record: ConnectionRecord, signal: AbortSignal, sparse = false): Promise<ConnectionHealth> {
    const name = record.connection.name
    const before = this.#known.get(name)
    this.#tell({
      ...(before ?? this.#unknown(record)),
      state: 'testing',
      problem: null,
    })
    try {
      const health = this.#keep(record, await this.#ask(record, signal, before ?? null), sparse ? (before ?? null) : null)
      this.#tell(health)
      return health
    } catch (error) {
      this.#tell(before ?? this.#unknown(record))
      throw error
    }
  }

  /** Every connection as it is known, then each change, until the signal ends it. */
  async *watch(signal: AbortSignal): AsyncGenerator<ConnectionHealth> {
    const changes = this.#publisher.subscribe('health', { signal, maxBufferedEvents: 10_000 })
    for (const record of this.#services.book.list()) yield this.#known.get(record.connection.name) ?? this.#unknown(record)
    this.#watchers += 1
    this.#startRound()
    try {
      yield* changes
    } finally {
      this.#watchers -= 1
      if (this.#watchers === 0) clearTimeout(this.#timer)
    }
  }

  /** From now on asks each connection about once in `intervalMs`, also with nobody looking on. */
  schedule(intervalMs: number): void {
    clearTimeout(this.#schedule)
    if (this.#closing.signal.aborted) return
    this.#schedule = setTimeout(
      () => {
        this.#scheduled = this.#scheduledRound(intervalMs)
          .catch((error: unknown) => this.#services.onFault(error, 'schedule'))
          .finally(() => this.schedule(intervalMs))
      },
      intervalMs * (1 - jitter + Math.random() * 2 * jitter),
    )
    this.#schedule.unref()
  }

  forget(name: string): void {
    this.#known.delete(name)
    this.#keptAt.delete(name)
  }

  /** Ends the rounds and waits for what they have in hand. */
  async close(): Promise<void> {
    this.#closing.abort(new ProvostError('call.cancelled', 'The console was closed.', { retryable: true }))
    clearTimeout(this.#timer)
    clearTimeout(this.#schedule)
    await Promise.allSettled([this.#round, this.#scheduled])
    clearTimeout(this.#timer)
    clearTimeout(this.#schedule)
  }

  async #ask(record: ConnectionRecord, signal: AbortSignal, before: ConnectionHealth | null): Promise<ConnectionHealth> {
    const connection = record.connection.name
    const { sessions, clock } = this.#services
    try {
      const { database } = sessions.open({ kind: 'connection', connection })
      const first = await database.ping({ signal, timeoutMs: patienceMs })
      // A slow first trip may have been the login or the start of a reader; only a second one that is slow too is news.
      const ms = first > slowMs ? Math.min(first, await database.ping({ signal, timeoutMs: patienceMs })) : first
      const { flavour, version } = await database.server({ signal, timeoutMs: patienceMs })
      const checkedAt = clock().toISOString()
      return { connection, state: ms > slowMs ? 'slow' : 'ok', ms, checkedAt, server: `${flavour} ${version}`, problem: null }
    } catch (error) {
      if (signal.aborted || !(error instanceof ProvostError)) throw error
      const { code, title, detail, remedy, retryable } = error
      const problem = { code, title, detail, remedy: [...remedy], retryable }
      return { connection, state: 'failed', ms: null, checkedAt: clock().toISOString(), server: before?.server ?? null, problem }
    }
  }

  #keep({ connection }: ConnectionRecord, asked: ConnectionHealth, unless: ConnectionHealth | null): ConnectionHealth {
    const { healthBook, sessions, clock } = this.#services
    const { name } = connection
    const certificateExpiresAt = sessions.certificateOf(name)?.expiresAt ?? healthBook.certificateExpiresAt(name)
    const health = { ...asked, certificateExpiresAt }
    if (asked.problem !== null && isOurs(asked.problem.code)) return health
    const now = clock().getTime()
    const sameAsBefore = unless?.state === asked.state && unless.problem?.code === asked.problem?.code
    if (unless !== null && sameAsBefore && now - (this.#keptAt.get(name) ?? 0) < sparseMs) {
      return { ...health, ...(unless.warnings === undefined ? {} : { warnings: unless.warnings }) }
    }
    this.#keptAt.set(name, now)
    return { ...health, warnings: healthBook.keep(connection, health).map(({ words }) => words) }
  }

  #unknown(record: ConnectionRecord): ConnectionHealth {
    const { name } = record.connection
    const certificateExpiresAt = this.#services.healthBook.certificateExpiresAt(name)
    return { connection: name, state: 'unknown', ms: null, checkedAt: null, server: null, problem: null, certificateExpiresAt }
  }

  #tell(health: ConnectionHealth): void {
    this.#known.set(health.connection, health)
    this.#publisher.publish('health', health)
  }

  #startRound(): void {
    this.#round ??= this.#askAll(this.#services.book.list(), { sparse: true, wanted: () => this.#watchers > 0 }).finally(() => {
      this.#round = null
      if (this.#watchers === 0 || this.#closing.signal.aborted) return
      this.#timer = setTimeout(() => this.#startRound(), everyMs)
      this.#timer.unref()
    })
  }

  async #scheduledRound(intervalMs: number): Promise<void> {
    const { book, healthBook, clock } = this.#services
    const now = clock().getTime()
    if (now - this.#thinnedAt > thinEveryMs) {
      this.#thinnedAt = now
      healthBook.thin()
    }
    // Another console, or somebody who looks on, may have asked just now. Who is asked each time is not here to answer.
    const due = book.list().filter(({ connection }) => {
      const lastLook = healthBook.lastLook(connection.name)
      return connection.passwordFrom !== 'ask' && (lastLook === null || now - Date.parse(lastLook) > intervalMs / 2)
    })
    await this.#askAll(due, { sparse: false, wanted: () => true })
  }

  async #askAll(
    records: readonly ConnectionRecord[],
    { sparse, wanted }: { readonly sparse: boolean; readonly wanted: () => boolean },
  ): Promise<void> {
    const waiting = [...records]
    const worker = async (): Promise<void> => {
      for (let record = waiting.shift(); record !== undefined && wanted(); record = waiting.shift()) {
        if (this.#closing.signal.aborted) return
        const { name } = record.connection
        const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(patienceMs * 2)])
        // A fault of our own must not end the round for the others.
        await this.check(record, signal, sparse).catch((error: unknown) => {
          if (!signal.aborted && !(error instanceof ProvostError)) this.#services.onFault(error, name)
        })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }
}
