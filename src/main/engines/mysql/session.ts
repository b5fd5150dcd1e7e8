import type { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'
import type { Connection, ConnectionOptions } from 'mysql2'
import type { ProvostError } from '#contract/errors.ts'
import type { OpenOptions, Statement } from '../engine.ts'
import { connectionReset } from '../network-problem.ts'
import { PeerGuard } from '../peer.ts'
import { rowTooLarge } from '../problems.ts'
import type { BatchSize, RowSink, Session } from '../session.ts'
import { throughTunnel } from '../tunnel/index.ts'
import { watchRows } from '../watch-rows.ts'
import { connectDriver, driverOptions, loginOf, type ServerConfig } from './connect.ts'
import { type Login, mysqlProblem } from './errors.ts'
import { packets } from './framing.ts'
import { Reading } from './reading.ts'

export type Flavour = 'mariadb' | 'mysql'

/**
 * What every session of ours is set to. Times are in UTC, where no hour comes twice. Slow readers are waited for. Sorting looks
 * at more of a text than the 1024 bytes it would, since comparing looks at all of it. A server may be set to pass over the client's
 * character set, or to change it at the login: then it would cut a statement elsewhere than we do.
 */
const settings = (readWrite: boolean): string[] => [
  [
    "set session time_zone = '+00:00', sql_mode = 'NO_ENGINE_SUBSTITUTION', net_write_timeout = 600, max_sort_length = 8192, autocommit = 1",
    'character_set_client = utf8mb4, character_set_results = utf8mb4, collation_connection = utf8mb4_general_ci',
  ].join(', '),
  ...(readWrite ? [] : ['set session transaction read only']),
]

const value = (parameter: unknown): unknown => {
  if (parameter === undefined) return null
  // The driver would send a number as floating point.
  if (typeof parameter === 'bigint' || (typeof parameter === 'number' && Number.isSafeInteger(parameter))) return String(parameter)
  return parameter
}

export class MysqlSession implements Session {
  readonly #connection: Connection
  readonly #options: ConnectionOptions
  readonly #login: Login
  readonly #open: OpenOptions
  readonly #guard: PeerGuard
  #flavour: Flavour = 'mysql'
  #lost: Error | null = null
  #refusal: ProvostError | null = null
  #running: Reading | null = null

  private constructor(
    connection: Connection,
    options: ConnectionOptions,
    login: Login,
    { open, guard }: { open: OpenOptions; guard: PeerGuard },
  ) {
    this.#guard = guard
    this.#connection = connection
    this.#options = options
    this.#login = login
    this.#open = open
    const lose = (error: Error): void => {
      this.#lost ??= error
      this.#running?.lost(error)
    }
    connection.on('error', lose)
    connection.on('end', () => lose(connectionReset(login.address)))
  }

  /** With `scripts` the server takes several statements in one message: for text that is not ours to take apart, and never with values in it. */
  static async open(config: ServerConfig, open: OpenOptions, { scripts = false } = {}): Promise<MysqlSession> {
    const login = loginOf(config)
    const guard = new PeerGuard(config, open.onCertificate)
    const { connection, options } = await throughTunnel(config, open.pool.connectTimeoutMs, async (tunnel) => {
      try {
        const options = { ...(await driverOptions(config, open, tunnel)), multipleStatements: scripts }
        return { connection: await connectDriver(options, guard), options }
      } catch (error) {
        // Before the login the flavour is unknown; only MariaDB has numbers from 4000 on that a login can meet.
        throw mysqlProblem(error, login, 'mariadb')
      }
    })
    const session = new MysqlSession(connection, options, login, { open, guard })
    try {
      const [[version]] = await session.#query<[[string]]>('select version()')
      session.#flavour = /mariadb/i.test(version) ? 'mariadb' : 'mysql'
      await session.#settle()
    } catch (error) {
      session.destroy()
      throw error
    }
    return session
  }

  get healthy(): boolean {
    return this.#lost === null
  }
  get flavour(): Flavour {
    return this.#flavour
  }

  async execute(statement: Statement, sink: RowSink, batch: BatchSize): Promise<void> {
    if (this.#refusal) throw this.#refusal
    if (this.#lost) throw this.#problem(this.#lost)
    this.#open.onStatement?.(statement.sql)
    // Without a callback the command tells by events, which the driver's types leave out.
    const command = this.#connection.execute(statement.sql, statement.parameters.map(value) as never) as unknown as EventEmitter
    let killed = false
    // The socket that carries the session now, by TLS or not; the driver's types leave it out.
    const { stream } = this.#connection as unknown as { readonly stream: Readable }
    const { rowBytes } = batch
    const unwatch =
      rowBytes === undefined
        ? () => {}
        : watchRows(stream, packets(), rowBytes, (bytes) => {
            reading.stop(rowTooLarge(bytes, rowBytes))
            this.destroy()
          })
    const reading = new Reading(this.#connection, command, {
      sink,
      batchRows: batch.most,
      kill: () => {
        killed = true
        void this.cancel()
      },
    })
    this.#running = reading
    try {
      await reading.done
    } catch (error) {
      throw this.#problem(error)
    } finally {
      unwatch()
      this.#running = null
      if (killed) await this.#absorbKill()
    }
  }

  refuse(why: ProvostError): void {
    this.#refusal = why
    this.#running?.stop(why)
  }

  /** KILL QUERY from a connection of its own; the session's own is busy. */
  async cancel(): Promise<void> {
    const id = this.#connection.threadId
    if (id === undefined || id === null) return
    try {
      const other = await connectDriver({ ...this.#options, connectTimeout: 1000 }, this.#guard)
      try {
        await queryOn(other, `kill query ${Math.trunc(id)}`)
      } finally {
        other.destroy()
      }
    } catch {
      // Could not be told: whoever cancels waits for the session a while and then drops it.
    }
  }

  async prove(): Promise<void> {
    this.#refusal = null
    await this.#absorbKill()
    await this.command('rollback')
    await this.ping()
  }

  async ping(): Promise<void> {
    if (this.#lost) throw this.#problem(this.#lost)
    await this.#query('select 1')
  }

  /** One of our own commands, without rows. */
  async command(text: string): Promise<void> {
    if (this.#refusal) throw this.#refusal
    this.#open.onStatement?.(text)
    await this.#query(text)
  }

  /**
   * Several statements in one message, where the session was opened for scripts. `done` is told after each that ended well.
   */
  async script(text: string, done: () => void): Promise<void> {
    if (this.#refusal) throw this.#refusal
    await new Promise<void>((resolve, reject) => {
      // Without a callback the command tells by events, which the driver's types leave out.
      const command = this.#connection.query(text) as unknown as EventEmitter
      // Begins with the outcome of a statement: that of the one before is over by then, and a failing one has none.
      command.on('fields', done)
      command.once('error', (error: Error) => reject(this.#problem(error)))
      command.once('end', () => resolve())
    })
  }

  /** Forgets everything that a foreign statement may have left: its transaction, variables, locks, temporary tables. */
  async wipe(): Promise<void> {
    if (this.#refusal) return
    try {
      await this.command('rollback')
      await new Promise<void>((resolve, reject) => {
        this.#connection.changeUser(
          {
            ...(this.#options.user === undefined ? {} : { user: this.#options.user }),
            ...(this.#options.password === undefined ? {} : { password: this.#options.password }),
            ...(this.#options.database === undefined ? {} : { database: this.#options.database }),
          },
          (error) => (error ? reject(error) : resolve()),
        )
      })
      await this.#settle()
    } catch {
      // A session that cannot be wiped is not used again; the statement's own outcome stands.
      this.destroy()
    }
  }

  destroy(): void {
    const error = connectionReset(this.#login.address)
    this.#lost ??= error
    this.#running?.lost(error)
    this.#connection.destroy()
  }

  async end(): Promise<void> {
    this.#lost ??= connectionReset(this.#login.address)
    await new Promise<void>((resolve) => {
      this.#connection.end(() => resolve())
    })
  }

  async #settle(): Promise<void> {
    for (const setting of settings(this.#open.readWrite)) await this.#query(setting)
  }

  /** A kill that came late hits the next statement instead. */
  async #absorbKill(): Promise<void> {
    await this.#query('do 0').catch(() => {})
    await this.#query('do 0').catch(() => {})
  }

  async #query<T>(text: string): Promise<T> {
    try {
      return (await queryOn(this.#connection, text)) as T
    } catch (error) {
      throw this.#problem(error)
    }
  }

  #problem(error: unknown): ProvostError {
    return mysqlProblem(error, this.#login, this.#flavour)
  }
}

const queryOn = (connection: Connection, text: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    connection.query(text, (error: Error | null, rows: unknown) => (error ? reject(error) : resolve(rows)))
  })
