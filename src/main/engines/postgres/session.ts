import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type pg from 'pg'
import type { ProvostError } from '#contract/errors.ts'
import type { Cell } from '#contract/values.ts'
import type { Statement } from '../engine.ts'
import { connectionReset } from '../network-problem.ts'
import type { BatchSize, RowSink, Session } from '../session.ts'
import { requestCancel } from './cancel.ts'
import { postgresProblem } from './errors.ts'
import { Portal } from './portal.ts'
import type { Route } from './route.ts'
import type { TypeNames } from './type-names.ts'
import { toCell } from './types.ts'

/** Where settings of a session do not last, they are made for each transaction. Read-only from its first statement on. */
const openPooled = [
  'begin read only',
  'set local extra_float_digits = 3',
  "set local bytea_output = 'hex'",
  "set local datestyle = 'ISO'",
  "set local intervalstyle = 'postgres'",
  "set local timezone = 'UTC'",
  'set local synchronize_seqscans = off',
  'set local standard_conforming_strings = on',
].join('; ')

/** The savepoint before a foreign statement. */
const foreign = 'provost_foreign_statement'

/** What a session's driver holds for cancelling; its published types leave it out. */
interface BackendKey {
  readonly processID: number | null
  readonly secretKey: number | null
}

type Answer = Pick<pg.QueryArrayResult<(string | null)[]>, 'rows' | 'fields'>

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
  /** Something on the way answers for the server. */
  #pooled = false
  /** The server's version, as it says at the login. */
  #version = ''
  /** Within `inTransaction`. */
  #enclosed = false
  /** Behind the savepoint that a foreign statement runs after. */
  #saved = false

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
    // The driver keeps nothing of what a server tells of itself; its types leave out the connection that hears it.
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
    connection.on('parameterStatus', ({ parameterName, parameterValue }: { parameterName: string; parameterValue: string }) => {
      if (parameterName === 'server_version') this.#version = parameterValue
    })
  }

  /** Logs in. The client is ours from before it connects, so that none of its events is missed. */
  static async open(
    client: pg.Client,
    login: Login,
    options: { readonly types: TypeNames; readonly route: Route; readonly onStatement?: ((sql: string) => void) | undefined },
  ): Promise<PostgresSession> {
    const session = new PostgresSession(client, login, options.types, options.onStatement)
    try {
      await client.connect()
      if (!options.types.known) options.route.pooled = await session.#learn()
      session.#pooled = options.route.plain || options.route.pooled === true
      return session
    } catch (error) {
      client.end().catch(() => {})
      throw postgresProblem(error, login)
    }
  }

  /** The process of the server that does this session's work now. */
  async backend(): Promise<string> {
    const { rows } = await this.#client.query<string[]>({ text: 'select pg_catalog.pg_backend_pid()', rowMode: 'array' })
    return String(rows[0]?.[0])
  }

  /** Whether the process that answers is another than the one that let us in: then something stands between. */
  async isPooled(): Promise<boolean> {
    return this.#pooled || (await this.backend()) !== String(this.#key.processID)
  }

  /** Does work that reads, in a read-only transaction of its own where a pooler may lend another server session for each statement. */
  async reading<Value>(task: () => Promise<Value>): Promise<Value> {
    if (!this.#pooled) return task()
    await this.command(openPooled)
    this.#enclosed = true
    try {
      return await task()
    } finally {
      this.#enclosed = false
      if (this.healthy) await this.#simple('rollback').catch(() => this.destroy())
    }
  }

  /** Whether something on the way lends the server's sessions, or may. */
  get pooled(): boolean {
    return this.#pooled
  }

  /**
   * Runs a foreign statement in the transaction that is open, as not its first query. Behind a pooler a lock of the session would stay
   * in a session of the server that others are lent next, whether the statement succeeds or not: what it took is given up in
   * the same transaction. What was there before is somebody else's.
   */
  async leavingNoLock(statement: () => Promise<void>): Promise<void> {
    if (!this.#pooled) {
      await this.#simple('select 1')
      return statement()
    }
    const held = await this.#heldLocks()
    await this.#simple(`savepoint ${foreign}`)
    this.#saved = true
    try {
      await statement()
    } finally {
      this.#saved = false
      // A session dropped in the middle of a transaction is ended by the pooler, and its locks with it.
      if (this.healthy && held === 0) await this.#unlock().catch(() => this.destroy())
    }
  }

  async #unlock(): Promise<void> {
    if ((await this.#heldLocks()) > 0) await this.#simple('select pg_catalog.pg_advisory_unlock_all()')
  }

  async #heldLocks(): Promise<number> {
    const { rows } = await this.#client.query<string[]>({
      text: "select count(*) from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_catalog.pg_backend_pid()",
      rowMode: 'array',
    })
    return Number(rows[0]?.[0])
  }

  get #key(): BackendKey {
    return this.#client as unknown as BackendKey
  }

  get healthy(): boolean {
    return this.#lost === null
  }

  async execute(statement: Statement, sink: RowSink, batch: BatchSize): Promise<void> {
    if (this.#refusal) throw this.#refusal
    if (this.#lost) throw this.#problem(this.#lost)
    this.#onStatement?.(statement.sql)
    let killed: Promise<void> | null = null
    const portal = new Portal(statement.sql, statement.parameters.map(value), {
      sink,
      batch,
      types: this.#types,
      kill: () => {
        killed = this.cancel()
      },
      drop: () => this.destroy(),
    })
    const killing = (): Promise<void> | null => killed
    this.#running = portal
    this.#client.query(portal)
    try {
      await portal.done
      if (killing()) await this.#absorb(killing())
    } catch (error) {
      await this.#reopen()
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
    const { processID, secretKey } = this.#key
    if (processID === null || secretKey === null) return
    const { host, port, tls, accepts } = this.#login
    await requestCancel({ host, port, tls, accepts, processId: processID, secretKey }, 1000).catch(() => {})
  }

  async prove(): Promise<void> {
    this.#refusal = null
    // A cancel still on its way may hit the first of these instead of what it was meant for.
    await this.#simple('rollback').catch(() => {})
    await this.#simple('rollback').catch(() => {})
    if (!this.#pooled) await this.#simple('discard all')
    await this.ping()
  }

  async ping(): Promise<void> {
    if (this.#lost) throw this.#problem(this.#lost)
    await this.#simple('select 1')
  }

  /** One of our own commands, without rows. */
  async command(text: string): Promise<void> {
    if (this.#refusal) throw this.#refusal
    this.#onStatement?.(text)
    await this.#simple(text)
  }

  /** All rows of one of our own statements in one exchange, where a reading by portions takes two. */
  async rows(statement: Statement): Promise<(readonly Cell[])[]> {
    this.#onStatement?.(statement.sql)
    const [rows = []] = await this.#exchange(statement)
    return rows
  }

  /** The rows of each of several statements of our own. */
  rowsOfEach(sql: string): Promise<(readonly Cell[])[][]> {
    return this.#exchange({ sql, parameters: [] })
  }

  /** Forgets everything that a foreign statement may have left: its transaction, settings, advisory locks, temporary things. */
  async wipe(): Promise<void> {
    if (this.#refusal) return
    try {
      await this.#simple('rollback')
      // Behind a pooler it might hit another client's session; nothing of ours outlasts the transaction there.
      if (!this.#pooled) await this.#simple('discard all')
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

  async #exchange({ sql, parameters }: Statement): Promise<(readonly Cell[])[][]> {
    if (this.#refusal) throw this.#refusal
    if (this.#lost) throw this.#problem(this.#lost)
    try {
      const values = parameters.length === 0 ? {} : { values: parameters.map(value) }
      const query: pg.QueryArrayConfig = { text: sql, rowMode: 'array', ...values }
      // Several statements give an array of results, which the driver's types do not tell.
      const given: Answer | Answer[] = await this.#client.query<(string | null)[]>(query)
      const answers: readonly Answer[] = Array.isArray(given) ? given : [given]
      return answers.map(({ rows, fields }) => rows.map((row) => row.map((text, index) => toCell(fields[index]?.dataTypeID ?? 0, text))))
    } catch (error) {
      throw this.#problem(error)
    }
  }

  async #simple(text: string): Promise<void> {
    try {
      await this.#client.query(text)
    } catch (error) {
      throw this.#problem(error)
    }
  }

  /** Learns the types of the database, and whether something on the way answers for the server, in one trip. */
  async #learn(): Promise<boolean> {
    const text = `select pg_catalog.pg_backend_pid(); ${this.#types.sqlFor(this.#version)}`
    // Two statements give two results, which the driver's types do not tell.
    const results = (await this.#client.query<(string | null)[]>({ text, rowMode: 'array' })) as unknown as { rows: (string | null)[][] }[]
    this.#types.learn(results[1]?.rows ?? [])
    return String(results[0]?.rows[0]?.[0]) !== String(this.#key.processID)
  }

  /** Waits for a cancel to be delivered; where it came too late for what it was meant for, it hits one of these instead. */
  async #absorb(cancelling: Promise<void> | null): Promise<void> {
    await cancelling
    await this.#simple('select 1').catch(() => {})
    await this.#simple('select 1').catch(() => {})
    await this.#reopen()
  }

  /** An error ends a transaction; outside of one, what follows would not have minded. */
  async #reopen(): Promise<void> {
    if (this.#saved) return void (await this.#client.query(`rollback to savepoint ${foreign}`).catch(() => this.destroy()))
    if (!this.#enclosed || this.#lost || this.#refusal) return
    await this.#client.query('rollback').catch(() => {})
    await this.#client.query(openPooled).catch(() => this.destroy())
  }

  #problem(error: unknown): ProvostError {
    return postgresProblem(error, this.#login)
  }
}
