import type { ProvostError } from '#contract/errors.ts'

/** A pool that may be asked to close an idle session, so that another pool of the same server can open one. */
export interface Lender {
  giveUpIdle(): boolean
}

interface Waiter {
  readonly grant: () => void
}

/**
 * Bounds the sessions to one server, over all the pools of its databases: a fleet of tenants on one server
 * must not fill that server's connection limit.
 */
export class ServerCap {
  readonly limit: number
  #taken = 0
  readonly #waiters: Waiter[] = []
  readonly #lenders = new Set<Lender>()

  constructor(limit = 40) {
    this.limit = limit
  }

  get taken(): number {
    return this.#taken
  }
  /** True where somebody waits for a session of this server: an idle one is then closed rather than kept. */
  get wanted(): boolean {
    return this.#waiters.length > 0
  }

  join(lender: Lender): void {
    this.#lenders.add(lender)
  }
  leave(lender: Lender): void {
    this.#lenders.delete(lender)
  }

  /** Closes every idle session to the server: a database is copied only where nobody is connected to it. */
  releaseIdle(): void {
    for (const lender of this.#lenders) while (lender.giveUpIdle());
  }

  /** Takes a slot, waiting for one if need be; `refused` ends the wait. */
  take(refused: Promise<ProvostError>): Promise<void> {
    if (this.#taken < this.limit) {
      this.#taken++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { grant: resolve }
      this.#waiters.push(waiter)
      void refused.then((error) => {
        const place = this.#waiters.indexOf(waiter)
        if (place === -1) return
        this.#waiters.splice(place, 1)
        reject(error)
      })
      for (const lender of this.#lenders) if (lender.giveUpIdle()) break
    })
  }

  give(): void {
    const next = this.#waiters.shift()
    if (next) next.grant()
    else this.#taken--
  }
}

const caps = new Map<string, ServerCap>()

/** The cap of one server, by where it is. */
export const capOf = (address: string): ServerCap => {
  const key = address.toLowerCase()
  const cap = caps.get(key) ?? new ServerCap()
  caps.set(key, cap)
  return cap
}
