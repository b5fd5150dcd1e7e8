import type { ProvostError } from '#contract/errors.ts'
import type { Domain } from '#contract/ids.ts'
import type { TenantFacts } from '#contract/tenants.ts'
import { type Gathered, Gathering } from '../bridge/gathering.ts'

/** What the tenants' databases said, as far as they have been asked. Never changed in place. */
export interface SurveyState extends Omit<Gathered<TenantFacts>, 'items'> {
  readonly facts: ReadonlyMap<string, TenantFacts>
  /** Those asked for by name in the running survey; null asks all. */
  readonly asked: ReadonlySet<string> | null
}

interface Question {
  readonly domains?: readonly Domain[]
  /** Facts younger than this are taken as they are. */
  readonly maxAgeMs: number
}

/** Asks the console to look, and yields what each tenant answers. */
export type Ask = (question: { domains?: Domain[]; maxAgeMs: number }, signal: AbortSignal) => Promise<AsyncIterable<TenantFacts>>

/** Looks at the fleet and remembers what it said. One survey runs at a time; a new one ends the one before. */
export class Survey {
  readonly #ask: Ask
  readonly #gathering: Gathering<TenantFacts>
  #asked: ReadonlySet<string> | null = null
  #told: { readonly from: Gathered<TenantFacts>; readonly state: SurveyState } | null = null

  constructor(ask: Ask, problemOf: (error: unknown) => ProvostError) {
    this.#ask = ask
    this.#gathering = new Gathering(({ domain }) => domain, problemOf)
  }

  readonly state = (): SurveyState => {
    const from = this.#gathering.state()
    if (this.#told?.from !== from) {
      const { items, ...rest } = from
      this.#told = { from, state: { ...rest, facts: items, asked: this.#asked } }
    }
    return this.#told.state
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#gathering.subscribe(listener)

  /** Looks at every tenant, or at those named. What is shown stays until its successor arrives. */
  look({ domains, maxAgeMs }: Question): Promise<void> {
    this.#asked = domains === undefined ? null : new Set<string>(domains)
    const question = { ...(domains === undefined ? {} : { domains: [...domains] }), maxAgeMs }
    return this.#gathering.gather((signal) => this.#ask(question, signal), { whole: false })
  }

  /** Ends the running survey; those who had answered stay. */
  cancel(): void {
    this.#gathering.cancel()
  }

  /** Ends what runs without a word: the screen is left. */
  leave(): void {
    this.#gathering.leave()
  }
}
