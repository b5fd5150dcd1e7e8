import type { State } from '../state/index.ts'

/** Tells listeners that some job may have changed: at once where this process changed it, soon where another console did. */
export class Changes {
  readonly #state: State
  readonly #everyMs: number
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #seen = -1

  constructor(state: State, everyMs: number) {
    this.#state = state
    this.#everyMs = everyMs
  }

  /** Called after every change made here. */
  tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  /** Looks for other consoles' changes only while somebody listens. Gives what ends the listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#timer = setInterval(() => this.#look(), this.#everyMs)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearInterval(this.#timer)
    }
  }

  #look(): void {
    if (!this.#state.database.open) return
    // Changes when another connection has written; asking costs no more than reading one number.
    const version = Number(this.#state.database.pragma('data_version', { simple: true }))
    if (version === this.#seen) return
    this.#seen = version
    this.tell()
  }
}
