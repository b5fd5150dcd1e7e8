import { deadlineOf } from './deadlines.ts'
import { guarded } from './guard.ts'
import { bridgeClosed, problemOf } from './problem.ts'
import type { Ending, Link, OpenTransport, Transport } from './transport.ts'

export type BridgeState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Gone; opened again at `retryAt` (ms since the epoch), or now where null. */
  | { readonly kind: 'lost'; readonly since: number; readonly retryAt: number | null; readonly detail: string }
  /** The host ended this browser's session: only a new address helps. */
  | { readonly kind: 'session-over'; readonly detail: string }

interface BridgeOptions {
  /** Longest wait between two attempts, in ms. */
  readonly longestWaitMs?: number
  /** How long the very first calls wait for the first transport before they are told that there is none, in ms. */
  readonly patienceMs?: number
  /** How often a quiet bridge is asked whether it still lives, in ms; a tunnel can die without a word. */
  readonly heartbeatMs?: number
  /** How long a transport must stay open before the waits begin from the shortest again, in ms: one that opens only to break must not be tried without a pause. */
  readonly steadyMs?: number
}

interface Current {
  readonly transport: Transport
  readonly gone: AbortSignal
}

const heartbeatPath = ['workspace', 'preferences'] as const

/** The renderer's end of the bridge: one transport at a time, opened again when it is lost, every call guarded. */
export class Bridge {
  readonly #open: OpenTransport
  readonly #options: Required<BridgeOptions>
  readonly #listeners = new Set<() => void>()
  #state: BridgeState = { kind: 'connecting' }
  #transport: Current | null = null
  #attempt = 0
  #openedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #closed = false

  constructor(open: OpenTransport, options: BridgeOptions = {}) {
    this.#open = open
    this.#options = { longestWaitMs: 5000, patienceMs: 900, heartbeatMs: 20_000, steadyMs: 2000, ...options }
    void this.#connect()
  }

  readonly state = (): BridgeState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What oRPC calls through. */
  readonly link: Link = {
    call: async (path, input, { signal, ...rest }) => {
      const { transport, gone } = this.#transport ?? (await this.#firstTransport(signal))
      return guarded({ path, gone, own: signal, deadlineMs: deadlineOf(path) }, (any) =>
        transport.link.call(path, input, { ...rest, signal: any }),
      )
    },
  }

  /** Tries at once instead of waiting for the next attempt. */
  retry(): void {
    if (this.#state.kind !== 'lost' || this.#state.retryAt === null) return
    clearTimeout(this.#timer)
    void this.#connect()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    clearInterval(this.#heartbeat)
    this.#transport?.transport.close()
  }

  /** Only the very first calls wait, and not for long: afterwards a bridge without transport says so at once. */
  async #firstTransport(signal: AbortSignal | undefined): Promise<Current> {
    if (this.#state.kind === 'connecting') await this.#settledOr(this.#options.patienceMs, signal)
    if (signal?.aborted === true) throw problemOf(signal.reason)
    if (this.#transport === null) throw bridgeClosed()
    return this.#transport
  }

  async #settledOr(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const done = Promise.withResolvers<void>()
    const stop = this.subscribe(done.resolve)
    const timer = setTimeout(done.resolve, ms)
    signal?.addEventListener('abort', () => done.resolve(), { once: true })
    await done.promise
    stop()
    clearTimeout(timer)
  }

  #become(state: BridgeState): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener()
  }

  async #connect(): Promise<void> {
    if (this.#state.kind === 'lost') this.#become({ ...this.#state, retryAt: null })
    const gone = new AbortController()
    const ended = (ending: Ending): void => {
      if (gone.signal.aborted) return
      gone.abort(bridgeClosed(ending.detail))
      this.#ended(ending)
    }
    try {
      const transport = await this.#open(ended)
      if (this.#closed) return transport.close()
      if (gone.signal.aborted) return
      this.#transport = { transport, gone: gone.signal }
      this.#openedAt = Date.now()
      this.#become({ kind: 'open' })
      this.#heartbeat = setInterval(() => void this.#beat(transport, ended), this.#options.heartbeatMs)
    } catch (reason) {
      ended(
        typeof reason === 'object' && reason !== null && 'kind' in reason ? (reason as Ending) : { kind: 'lost', detail: String(reason) },
      )
    }
  }

  async #beat(transport: Transport, ended: (ending: Ending) => void): Promise<void> {
    const late = AbortSignal.timeout(5000)
    const silent = new Promise<'silent'>((resolve) => late.addEventListener('abort', () => resolve('silent'), { once: true }))
    const answer = await Promise.race([
      transport.link.call(heartbeatPath, undefined, { signal: late, context: {} }).catch(() => 'answered'),
      silent,
    ])
    if (answer !== 'silent') return
    ended({ kind: 'lost', detail: 'The console has not answered for 5 s.' })
    transport.close()
  }

  #ended(ending: Ending): void {
    const wasSteady = this.#transport !== null && Date.now() - this.#openedAt >= this.#options.steadyMs
    this.#transport = null
    clearInterval(this.#heartbeat)
    if (this.#closed) return
    if (wasSteady) this.#attempt = 0
    if (ending.kind === 'session-over') {
      this.#become({ kind: 'session-over', detail: ending.detail })
      return
    }
    const wait = Math.min(this.#options.longestWaitMs, 250 * 2 ** this.#attempt)
    this.#attempt += 1
    const since = this.#state.kind === 'lost' ? this.#state.since : Date.now()
    this.#become({ kind: 'lost', since, retryAt: Date.now() + wait, detail: ending.detail })
    this.#timer = setTimeout(() => void this.#connect(), wait)
  }
}
