import type { ProvostError } from '#contract/errors.ts'
import type { Domain } from '#contract/ids.ts'
import type { TenantFacts } from '#contract/tenants.ts'

/** What the tenants' databases said, as far as they have been asked. Never changed in place. */
export interface SurveyState {
  readonly facts: ReadonlyMap<string, TenantFacts>
  readonly running: boolean
  /** Of the running survey: how many have answered. */
  readonly answered: number
  /** Those asked for by name in the running survey; null asks all. */
  readonly asked: ReadonlySet<string> | null
  /** How many surveys have come to their end since the screen was opened. */
  readonly rounds: number
  /** Why the last survey ended early; what was known before stays. */
  readonly problem: ProvostError | null
  readonly cancelled: boolean
}

interface Question {
  readonly domains?: readonly Domain[]
  /** Facts younger than this are taken as they are. */
  readonly maxAgeMs: number
}

/** Asks the console to look, and yields what each tenant answers. */
export type Ask = (question: { domains?: Domain[]; maxAgeMs: number }, signal: AbortSignal) => Promise<AsyncIterable<TenantFacts>>

/** A storm of answers is one drawing: how long the state rests between two tellings, in ms. */
const rest = 80

const begun: SurveyState = { facts: new Map(), running: false, answered: 0, asked: null, rounds: 0, problem: null, cancelled: false }

/** Looks at the fleet and remembers what it said. One survey runs at a time; a new one ends the one before. */
export class Survey {
  readonly #ask: Ask
  readonly #problemOf: (error: unknown) => ProvostError
  readonly #listeners = new Set<() => void>()
  #state = begun
  #running: AbortController | null = null
  #telling: ReturnType<typeof setTimeout> | undefined

  constructor(ask: Ask, problemOf: (error: unknown) => ProvostError) {
    this.#ask = ask
    this.#problemOf = problemOf
  }

  readonly state = (): SurveyState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Looks at every tenant, or at those named. What is shown stays until its successor arrives. */
  async look({ domains, maxAgeMs }: Question): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const asked = domains === undefined ? null : new Set<string>(domains)
    this.#become({ running: true, answered: 0, asked, problem: null, cancelled: false }, true)
    try {
      const answers = await this.#ask({ ...(domains === undefined ? {} : { domains: [...domains] }), maxAgeMs }, running.signal)
      for await (const facts of answers) {
        if (running.signal.aborted) return
        this.#become({ facts: new Map(this.#state.facts).set(facts.domain, facts), answered: this.#state.answered + 1 })
      }
      if (!running.signal.aborted) this.#become({ running: false, rounds: this.#state.rounds + 1 }, true)
    } catch (error) {
      if (running.signal.aborted) return
      this.#become({ running: false, problem: this.#problemOf(error) }, true)
    }
  }

  /** Ends the running survey; those who had answered stay. */
  cancel(): void {
    if (this.#running === null || !this.#state.running) return
    this.#running.abort()
    this.#become({ running: false, cancelled: true }, true)
  }

  /** Ends what runs without a word: the screen is left. */
  leave(): void {
    this.#running?.abort()
    this.#state = { ...this.#state, running: false }
  }

  #become(change: Partial<SurveyState>, atOnce = false): void {
    this.#state = { ...this.#state, ...change }
    if (atOnce) {
      clearTimeout(this.#telling)
      this.#telling = undefined
      for (const listener of [...this.#listeners]) listener()
    } else
      this.#telling ??= setTimeout(() => {
        this.#telling = undefined
        for (const listener of [...this.#listeners]) listener()
      }, rest)
  }
}
