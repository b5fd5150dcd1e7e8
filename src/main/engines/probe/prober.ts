import type { ProvostError } from '#contract/errors.ts'
import type { EngineConfig } from '../engine.ts'
import type { Line } from './line.ts'
import type { Place } from './reach.ts'

export type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/** What a server said of itself before anybody logged in. */
export interface Greeting {
  readonly offersTls: boolean
  /** As far as a greeting tells: the two families of one protocol number their errors differently. */
  readonly flavour: 'postgres' | 'mariadb' | 'mysql'
  readonly words: string
}

/** How the server wants to be logged in to, where its protocol tells before a secret is sent. */
export interface LoginWish {
  readonly asksForPassword: boolean
  /** In words, such as "SCRAM-SHA-256". */
  readonly method: string
  /** Whether the password itself, not a proof of it, goes over the line. */
  readonly clearText: boolean
}

/** The first words of an engine's protocol, spoken by ourselves, so that no driver's sentence decides what is wrong. */
export interface Prober {
  /** As people name it. */
  readonly title: string
  /**
   * Learns whether this engine answers there and offers TLS.
   * @throws ProvostError `connection.wrong-service`, `connection.reset`, or what the server itself refuses with
   */
  greet(line: Line, place: Place, signal: AbortSignal): Promise<Greeting>
  /** Brings the line to where the TLS handshake begins. */
  requestTls(line: Line): void
  /** Whether the protocol tells which secret is wanted before it is sent. */
  readonly tellsWish: boolean
  /**
   * Asks to be let in without a secret and hears what is wanted; null where the protocol does not tell.
   * @throws ProvostError what the server refuses with before it asks for a secret
   */
  knock(line: Line, config: ServerConfig): Promise<LoginWish | null>
  /** The same failure with the words that knowing the greeting and the settings allows. */
  refine(problem: ProvostError, known: Known): ProvostError
  /** What the driver or the server called it: an SQLSTATE, a number, a system's code. */
  driverCode(problem: ProvostError): string | null
}

export interface Known {
  readonly config: ServerConfig
  readonly greeting: Greeting
  readonly hasPassword: boolean
  readonly encrypted: boolean
}
