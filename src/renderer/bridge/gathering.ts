import type { ProvostError } from '#contract/errors.ts'

/** What a stream has brought so far. Never changed in place. */
export interface Gathered<Item, End = unknown> {
  readonly items: ReadonlyMap<string, Item>
  readonly running: boolean
  /** In the stream that runs, or ran last. */
  readonly answered: number
  /** When it ended, ms since the epoch; null before. */
  readonly endedAt: number | null
  /** How many streams have come to their end. */
  readonly rounds: number
  readonly problem: ProvostError | null
  readonly cancelled: boolean
  /** What the last whole stream ended with; null before. */
  readonly end: End | null
}

type Open<Item, End> = (signal: AbortSignal) => Promise<AsyncIterable<Item, End>>

/** The items of a stream, and at its end what it ends with. */
async function* heard<Item, End>(stream: AsyncIterable<Item, End>, onEnd: (end: End) => void): AsyncGenerator<Item> {
  onEnd(yield* stream)
}

/** A storm of items is one drawing: how long the state rests between two tellings, in ms. */
const rest = 80

const begun = <Item, End>(): Gathered<Item, End> => ({
  items: new Map(),
  running: false,
  answered: 0,
  endedAt: null,
  rounds: 0,
  problem: null,
  cancelled: false,
  end: null,
})

/** Reads a stream of one item for each target and keeps the last of each. One stream runs at a time. */
export class Gathering<Item, End = unknown> {
  readonly #keyOf: (item: Item) => string
  readonly #problemOf: (error: unknown) => ProvostError
  readonly #listeners = new Set<() => void>()
  #state: Gathered<Item, End> = begun()
  /** What is known, ahead of the last telling: copied once for each telling, not for each item. */
  #items = new Map<string, Item>()
  #running: AbortController | null = null
  #telling: ReturnType<typeof setTimeout> | undefined

  constructor(keyOf: (item: Item) => string, problemOf: (error: unknown) => ProvostError) {
    this.#keyOf = keyOf
    this.#problemOf = problemOf
  }

  readonly state = (): Gathered<Item, End> => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads anew. What is known stays until its successor arrives, unless `afresh`; what a whole stream did not bring is let go. */
  async gather(open: Open<Item, End>, { afresh = false, whole = true } = {}): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const seen = new Set<string>()
    if (afresh) this.#items = new Map()
    this.#become(
      {
        running: true,
        answered: 0,
        endedAt: null,
        problem: null,
        cancelled: false,
      },
      true,
    )
    try {
      let end: End | null = null
      const onEnd = (brought: End): void => {
        end = brought
      }
      for await (const item of heard(await open(running.signal), onEnd)) {
        if (running.signal.aborted) return
        const key = this.#keyOf(item)
        seen.add(key)
        this.#items.set(key, item)
        this.#become({ answered: seen.size })
      }
      if (running.signal.aborted) return
      if (whole) this.#items = new Map([...this.#items].filter(([key]) => seen.has(key)))
      this.#become({ running: false, endedAt: Date.now(), rounds: this.#state.rounds + 1, end }, true)
    } catch (error) {
      if (running.signal.aborted) return
      this.#become({ running: false, endedAt: Date.now(), problem: this.#problemOf(error) }, true)
    }
  }

  /** Ends the stream that runs; what it brought stays. */
  cancel(): void {
    if (this.#running === null || !this.#state.running) return
    this.#running.abort()
    this.#become({ running: false, endedAt: Date.now(), cancelled: true }, true)
  }

  /** Ends it without a word: the screen is left. */
  leave(): void {
    this.#running?.abort()
    this.#state = { ...this.#state, items: new Map(this.#items), running: false }
  }

  #become(change: Partial<Gathered<Item, End>>, atOnce = false): void {
    this.#state = { ...this.#state, ...change }
    if (atOnce) this.#tell()
    else this.#telling ??= setTimeout(() => this.#tell(), rest)
  }

  #tell(): void {
    clearTimeout(this.#telling)
    this.#telling = undefined
    this.#state = { ...this.#state, items: new Map(this.#items) }
    for (const listener of [...this.#listeners]) listener()
  }
}
