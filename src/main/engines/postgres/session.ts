import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type pg from 'pg'
import type { ProvostError } from '#contract/errors.ts'
import type { Statement } from '../engine.ts'
import { connectionReset } from '../network-problem.ts'
import type { BatchSize, RowSink, Session } from '../session.ts'
import { requestCancel } from './cancel.ts'
import { postgresProblem } from './errors.ts'
import { Portal } from './portal.ts'
import { type TypeNames, typeNamesSql } from './type-names.ts'

/** What a session's driver holds for cancelling; its published types leave it out. */
interface BackendKey {
  readonly processID: number | null
  readonly secretKey: number | null
}

export interface Login {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly address: string
  readonly tls: ConnectionOptions | false
  /** Why the certificate shown on another socket of this login is not taken; null where it is. */
  readonly accepts: (socket: TLSSocket) => ProvostError | null
}

const value = (parameter: unknown): string | Buffer | null => {
  if (parameter === null || parameter === undefined) return null
  if (Buffer.isBuffer(parameter) || typeof parameter === 'string') return parameter
  if (parameter instanceof Date) return parameter.toISOString()
  return typeof parameter === 'object' ? JSON.stringify(parameter) : String(parameter)
}

export class PostgresSession implements Session {
  readonly #client: pg.Client
  readonly #login: Login
  readonly #types: TypeNames
  readonly #onStatement: ((sql: string) => void) | undefined
  #lost: Error | null = null
  #refusal: ProvostError | null = null
  #running: Portal | null = null

  private constructor(client: pg.Client, login: Login, types: TypeNames, onStatement: ((sql: string) => void) | undefined) {
    this.#client = client
    this.#login = login
    this.#types = types
    this.#onStatement = onStatement
    // A session that the server ends says so by an event, and without a listener the process would die of it.
    client.on('error', (error) => {
      this.#lost ??= error
    })
    client.on('end', () => {
      this.#lost ??= new Error('Connection terminated')
    })
  }

  /** Logs in. The client is ours from before it connects, so that none of its events is missed. */
  static async open(
    client: pg.Client,
    login: Login,
    options: { readonly types: TypeNames; readonly onStatement?: ((sql: string) => void) | undefined },
  ): Promise<PostgresSession> {
    const session = new PostgresSession(client, login, options.types, options.onStatement)
    try {
      await client.connect()
      if (!options.types.known) await session.#learnTypes()
      return session
    } catch (error) {
      client.end().catch(() => {})
      throw postgresProblem(error, login)
    }
  }

  get healthy(): boolean {
    return this.#lost === null
  }

  async execute(statement: Statement, sink: RowSink, batch: BatchSize): Promise<void> {
    if (this.#refusal) throw this.#refusal
    if (this.#lost) throw this.#problem(this.#lost)
    this.#onStatement?.(statement.sql)
    const portal = new Portal(statement.sql, statement.parameters.map(value), { sink, batch, types: this.#types })
    this.#running = portal
    this.#client.query(portal)
    try {
      await portal.done
    } catch (error) {
      throw this.#problem(error)
    } finally {
      this.#running = null
    }
  }

  refuse(why: ProvostError): void {
    this.#refusal = why
    this.#running?.stop(why)
  }

  async cancel(): Promise<void> {
    const { processID, secretKey } = this.#client as unknown as BackendKey
    if (processID === null || secretKey === null) return
    const { host, port, tls, accepts } = this.#login
    await requestCancel({ host, port, tls, accepts, processId: processID, secretKey }, 1000).catch(() => {})
  }

  async prove(): Promise<void> {
    this.#refusal = null
    // A cancel still on its way may hit the first of these instead of what it was meant for.
    await this.#simple('rollback').catch(() => {})
    await this.#simple('rollback').catch(() => {})
    await this.#simple('discard all')
    await this.ping()
  }

  async ping(): Promise<void> {
    if (this.#lost) throw this.#problem(this.#lost)
    await this.#simple('select 1')
  }

  /** One of our own commands, without rows. */
  async command(text: string): Promise<void> {
    if (this.#refusal) throw this.#refusal
    await this.#simple(text)
  }

  /** Forgets everything that a foreign statement may have left: its transaction, settings, advisory locks, temporary things. */
  async wipe(): Promise<void> {
    if (this.#refusal) return
    try {
      await this.#simple('rollback')
      await this.#simple('discard all')
    } catch {
      // A session that cannot be wiped is not used again; the statement's own outcome stands.
      this.destroy()
    }
  }

  destroy(): void {
    this.#lost ??= connectionReset(this.#login.address)
    const { connection } = this.#client as unknown as { connection: { stream: { destroy(): void } } }
    connection.stream.destroy()
  }

  async end(): Promise<void> {
    this.#lost ??= new Error('Connection terminated')
    await this.#client.end()
  }

  async #simple(text: string): Promise<void> {
    try {
      await this.#client.query(text)
    } catch (error) {
      throw this.#problem(error)
    }
  }

  async #learnTypes(): Promise<void> {
    const { rows } = await this.#client.query<(string | null)[]>({ text: typeNamesSql, rowMode: 'array' })
    this.#types.learn(rows)
  }

  #problem(error: unknown): ProvostError {
    return postgresProblem(error, this.#login)
  }
}
