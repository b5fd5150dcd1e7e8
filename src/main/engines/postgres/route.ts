import { ProvostError } from '#contract/errors.ts'
import type { Pooler } from '../pooler.ts'

/** As much of a session as it takes to find out whose it is. */
interface Lent {
  /** The process of the server that does its work now. */
  backend(): Promise<string>
  destroy(): void
}

/** What the first login of a pool learned of the way to its server, for those after it. */
export class Route {
  /** A pooler on the way refuses settings at the login. */
  plain = false
  /** Something on the way answers for the server: a session there is not one of the server's. Null until it is known. */
  pooled: boolean | null = null
  #pooler: Promise<Pooler> | null = null

  /** Asked once; a failure is not kept. */
  pooler(ask: () => Promise<Pooler>): Promise<Pooler> {
    const asked = this.#pooler ?? ask()
    this.#pooler = asked
    asked.catch(() => {
      this.#pooler = null
    })
    return asked
  }
}

/** PgBouncer before 1.20 takes no `options` at all, later ones only some of them. */
export const refusesSettings = (error: unknown): boolean =>
  error instanceof ProvostError && /unsupported startup parameter/i.test(error.detail)

const rounds = 3
/** In a pool of one server session, a second client waits for the first to leave: that is session pooling too. */
const patienceMs = 1500

const within = async <Value>(work: Promise<Value>): Promise<Value | null> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * How a pooler lends the server's sessions. Two clients that take turns, neither in a transaction, meet in the same server
 * session, or see theirs change, where it lends by transaction; each keeps its own where it lends by session. Whoever holds
 * none leaves the other its own.
 */
export const poolingOf = async (first: Lent, openSecond: () => Promise<Lent>): Promise<Pooler> => {
  const own = await first.backend()
  const second = await within(openSecond())
  if (second === null) return 'session'
  try {
    const others = new Set<string>()
    for (let round = 0; round < rounds; round++) {
      const other = await within(second.backend())
      if (other === null) return 'session'
      others.add(other)
      if (others.has(own) || others.size > 1 || (await first.backend()) !== own) return 'transaction'
    }
    return 'session'
  } finally {
    second.destroy()
  }
}
