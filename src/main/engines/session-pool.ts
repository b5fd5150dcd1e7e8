import { ProvostError } from '#contract/errors.ts'
import { cancelled } from '../foundation/processes/index.ts'
import type { PoolSettings } from './engine.ts'
import type { ServerCap } from './server-cap.ts'
import type { Session } from './session.ts'

type Settings = Pick<PoolSettings, 'size' | 'overflow' | 'prePing' | 'recycleSeconds'>

export interface SessionPoolOptions<S extends Session> {
  readonly settings: Settings
  readonly connect: () => Promise<S>
  readonly cap?: ServerCap
  /** Idle sessions are ended after this; never where absent. */
  readonly idleMs?: number
  /** How long one waits for a session at most. */
  readonly waitMs?: number
}

interface Kept<S> {
  readonly session: S
  readonly openedAt: number
  readonly idleSince: number
}

interface Waiter {
  readonly wake: () => void
}

/** A session idle for longer than this is asked whether it still lives before it is used. */
const trustedIdleMs = 1000

/**
 * Keeps up to `size` sessions, opens up to `overflow` more under load, proves one before use after it was idle,
 * and replaces those that grew old or were lost. Waiting callers are served in order.
 */
export class SessionPool<S extends Session> {
  readonly #options: SessionPoolOptions<S>
  readonly #idle: Kept<S>[] = []
  readonly #opened = new Map<S, number>()
  readonly #waiters: Waiter[] = []
  /** Sessions open, being opened or being closed; the last are in both. */
  #count = 0
  #ending = 0
  #closed = false
  #emptied: () => void = () => {}
  #sweeper: NodeJS.Timeout | undefined

  constructor(options: SessionPoolOptions<S>) {
    this.#options = options
    options.cap?.join(this)
  }

  get open(): number {
    return this.#count
  }
  get idle(): number {
    return this.#idle.length
  }

  /** A session for one piece of work; hand it back with `release`. */
  async acquire(options: { readonly signal?: AbortSignal } = {}): Promise<S> {
    const { signal } = options
    const refusal = this.#refusal(signal)
    let woken = false
    try {
      for (;;) {
        if (signal?.aborted) throw cancelled(signal)
        if (this.#closed) throw closedError()
        const kept = this.#idle.pop()
        if (kept) {
          if (await this.#fit(kept)) return kept.session
          continue
        }
        if (this.#count < this.#options.settings.size + this.#options.settings.overflow) return await this.#connect(refusal.promise)
        await this.#turn(refusal.promise, woken)
        woken = true
      }
    } catch (error) {
      // Whoever was woken and then gave up passes the turn on.
      if (woken) this.#wake()
      throw error
    } finally {
      refusal.end()
    }
  }

  release(session: S): void {
    const openedAt = this.#opened.get(session)
    if (openedAt === undefined) return
    const { settings, cap } = this.#options
    const keep =
      session.healthy &&
      !this.#closed &&
      !this.#old(openedAt) &&
      (this.#waiters.length > 0 || (this.#count - this.#ending <= settings.size && !cap?.wanted))
    if (!keep) {
      void this.#end(session)
      return
    }
    this.#idle.push({ session, openedAt, idleSince: Date.now() })
    this.#sweepLater()
    this.#wake()
  }

  /** Ends an idle session for the sake of another pool of the same server. */
  giveUpIdle(): boolean {
    const kept = this.#idle.shift()
    if (kept) void this.#end(kept.session)
    return kept !== undefined
  }

  /** Waits for the work in hand, up to `graceMs`, then drops what is left. */
  async close(graceMs = 2000): Promise<void> {
    this.#closed = true
    clearTimeout(this.#sweeper)
    this.#options.cap?.leave(this)
    for (const waiter of this.#waiters.splice(0)) waiter.wake()
    for (const kept of this.#idle.splice(0)) void this.#end(kept.session)
    if (this.#count === 0) return
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve
    })
    const late = setTimeout(() => {
      for (const session of this.#opened.keys()) session.destroy()
      this.#emptied()
    }, graceMs)
    await emptied
    clearTimeout(late)
  }

  async #fit(kept: Kept<S>): Promise<boolean> {
    const { session, openedAt, idleSince } = kept
    if (session.healthy && !this.#old(openedAt)) {
      if (!this.#options.settings.prePing || Date.now() - idleSince <= trustedIdleMs) return true
      try {
        await session.ping()
        return true
      } catch {
        // Lost while it lay idle: that is what the ping is for. The next one, or a new one, serves.
        session.destroy()
      }
    }
    void this.#end(session)
    return false
  }

  async #connect(refused: Promise<ProvostError>): Promise<S> {
    const { cap, connect } = this.#options
    this.#count++
    try {
      await cap?.take(refused)
    } catch (error) {
      this.#uncount()
      throw error
    }
    const connecting = connect()
    // A caller who gave up does not stop the connecting: the session then joins the idle ones.
    const outcome = await Promise.race([
      connecting.then(
        (session) => ({ session }),
        (error: unknown) => ({ error }),
      ),
      refused.then((refusal) => ({ refusal })),
    ])
    if ('session' in outcome) {
      this.#opened.set(outcome.session, Date.now())
      return outcome.session
    }
    if ('error' in outcome) {
      this.#forget()
      throw outcome.error
    }
    void connecting.then(
      (session) => {
        this.#opened.set(session, Date.now())
        this.release(session)
      },
      () => this.#forget(),
    )
    throw outcome.refusal
  }

  async #end(session: S): Promise<void> {
    this.#opened.delete(session)
    this.#ending++
    if (session.healthy) await session.end().catch(() => session.destroy())
    else session.destroy()
    this.#ending--
    this.#forget()
  }

  #forget(): void {
    this.#options.cap?.give()
    this.#uncount()
  }

  #uncount(): void {
    this.#count--
    this.#wake()
    if (this.#closed && this.#count === 0) this.#emptied()
  }

  #old(openedAt: number): boolean {
    const { recycleSeconds } = this.#options.settings
    return recycleSeconds > 0 && Date.now() - openedAt > recycleSeconds * 1000
  }

  #wake(): void {
    this.#waiters.shift()?.wake()
  }

  /** Waits to be woken; one who was woken before and found nothing stands in front again. */
  #turn(refused: Promise<ProvostError>, first: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { wake: resolve }
      if (first) this.#waiters.unshift(waiter)
      else this.#waiters.push(waiter)
      void refused.then((error) => {
        const place = this.#waiters.indexOf(waiter)
        if (place !== -1) this.#waiters.splice(place, 1)
        reject(error)
      })
    })
  }

  /** Resolves with the reason when the caller cancels or has waited too long. */
  #refusal(signal: AbortSignal | undefined): { readonly promise: Promise<ProvostError>; readonly end: () => void } {
    const { promise, resolve } = Promise.withResolvers<ProvostError>()
    const waitMs = this.#options.waitMs ?? 30_000
    const timer = setTimeout(() => resolve(busyError(this.#count, waitMs)), waitMs)
    const onAbort = (): void => {
      if (signal) resolve(cancelled(signal))
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    return {
      promise,
      end: () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      },
    }
  }

  #sweepLater(): void {
    const { idleMs } = this.#options
    if (idleMs === undefined || this.#sweeper) return
    this.#sweeper = setTimeout(() => {
      this.#sweeper = undefined
      const now = Date.now()
      const stale = this.#idle.filter((kept) => now - kept.idleSince >= idleMs)
      for (const kept of stale) {
        this.#idle.splice(this.#idle.indexOf(kept), 1)
        void this.#end(kept.session)
      }
      if (this.#idle.length > 0) this.#sweepLater()
    }, idleMs)
    this.#sweeper.unref()
  }
}

const busyError = (count: number, waitMs: number): ProvostError =>
  new ProvostError('connection.too-many-connections', `No session became free within ${waitMs / 1000} s.`, {
    detail: `${count} sessions of this console are in use.`,
    remedy: ['Wait for the running work, or cancel some of it.', 'Raise the size of the connection’s pool if the server allows it.'],
    retryable: true,
  })

const closedError = (): ProvostError =>
  new ProvostError('call.cancelled', 'The connection was closed while the call waited.', { retryable: true })
