import type { ProvostError } from '#contract/errors.ts'
import type { BridgeState } from './bridge.ts'
import { problemOf } from './problem.ts'

export interface Live<State> {
  readonly snapshot: () => State
  /** Runs the stream while anybody listens. */
  readonly subscribe: (listener: () => void) => () => void
}

interface LiveOptions<Item, State> {
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Item>>
  readonly initial: State
  readonly reduce: (state: State, item: Item) => State
  /** The stream could not be held: keep what is known, and say that it is no longer fresh. */
  readonly failed?: (state: State, problem: ProvostError) => State
  readonly bridge: { readonly state: () => BridgeState; readonly subscribe: (listener: () => void) => () => void }
}

/** How long the state rests between two tellings, in ms: a storm of items is one render. */
const rest = 60

/** A server's stream as a value that components read. It is opened again whenever the bridge is. */
export function createLive<Item, State>(options: LiveOptions<Item, State>): Live<State> {
  const { bridge } = options
  const listeners = new Set<() => void>()
  let state = options.initial
  let running: AbortController | null = null
  let telling: ReturnType<typeof setTimeout> | undefined

  const become = (next: State): void => {
    if (next === state) return
    state = next
    if (telling !== undefined) return
    telling = setTimeout(() => {
      telling = undefined
      for (const listener of [...listeners]) listener()
    }, rest)
  }

  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    const done = Promise.withResolvers<void>()
    const timer = setTimeout(done.resolve, ms)
    const stop = bridge.subscribe(() => {
      if (bridge.state().kind === 'open') done.resolve()
    })
    signal.addEventListener('abort', () => done.resolve(), { once: true })
    await done.promise
    clearTimeout(timer)
    stop()
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    let wait = 500
    while (!signal.aborted) {
      try {
        for await (const item of await options.open(signal)) {
          if (signal.aborted) return
          wait = 500
          become(options.reduce(state, item))
        }
      } catch (error) {
        if (signal.aborted) return
        const problem = problemOf(error)
        if (options.failed !== undefined) become(options.failed(state, problem))
        // Without the right to it, asking again changes nothing.
        if (problem.code === 'access.denied') return
      }
      await pause(wait, signal)
      wait = Math.min(wait * 2, 10_000)
    }
  }

  return {
    snapshot: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      if (running === null) {
        running = new AbortController()
        void run(running.signal)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        running?.abort()
        running = null
      }
    },
  }
}
