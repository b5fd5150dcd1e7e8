import { randomBytes } from 'node:crypto'

const tokenLifeMs = 5 * 60_000
const sessionLifeMs = 12 * 3_600_000

/** 256 random bits, in letters that a URL and a cookie take as they are. */
const randomKey = (): string => randomBytes(32).toString('base64url')

export interface BrowserSession {
  readonly key: string
  readonly endsAt: Date
}

/**
 * Who may talk to this server: a token opens the door once, within five minutes; what it opens is a session of twelve hours.
 * Both live in memory only and end with the server.
 */
export class BrowserSessions {
  readonly #tokens = new Map<string, number>()
  readonly #sessions = new Map<string, BrowserSession>()
  readonly #clock: () => Date

  constructor(clock: () => Date = () => new Date()) {
    this.#clock = clock
  }

  /** A new token. */
  mint(): string {
    const token = randomKey()
    this.#tokens.set(token, this.#clock().getTime() + tokenLifeMs)
    return token
  }

  /** Exchanges a token for a session; null where it was never minted, used already or is too old. */
  redeem(token: string): BrowserSession | null {
    const endsAt = this.#tokens.get(token)
    // Gone before anything else is decided: a token works once, even where it came too late.
    this.#tokens.delete(token)
    const now = this.#clock().getTime()
    if (endsAt === undefined || endsAt <= now) return null
    const session = { key: randomKey(), endsAt: new Date(now + sessionLifeMs) }
    this.#sessions.set(session.key, session)
    return session
  }

  /** The session of this key, while it lasts. */
  find(key: string | undefined): BrowserSession | null {
    const session = key === undefined ? undefined : this.#sessions.get(key)
    if (session === undefined) return null
    if (session.endsAt > this.#clock()) return session
    this.#sessions.delete(session.key)
    return null
  }

  /** Milliseconds a session has left. */
  remaining(session: BrowserSession): number {
    return Math.max(0, session.endsAt.getTime() - this.#clock().getTime())
  }
}
