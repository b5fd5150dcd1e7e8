import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineKind } from '#contract/connections.ts'
import type { TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { cancelled } from '../foundation/processes/index.ts'
import type { RunOptions, Statement } from './engine.ts'
import type { KnowsPooler } from './pooler.ts'

/** A lock in a tenant's database, as each engine names its own. */
export interface SessionLock {
  /** The key of an advisory lock: a lock of the database, not of the server. */
  readonly postgres: bigint
  /** The name of a user lock, up to 64 characters: a lock of the whole server, so the name has to hold the database's. */
  readonly mysql: string
}

/**
 * One session that may change a schema (or, opened read-only, looks at one), and nobody else's: not pooled, with the server's own settings instead of the console's.
 * Its locks end with it, however it ends. Everything it throws is a `ProvostError`.
 */
export interface SchemaSession extends KnowsPooler {
  readonly engine: EngineKind
  /** What the server calls itself where that matters: MariaDB, MySQL. */
  readonly flavour: string
  /** False once it is lost. */
  readonly healthy: boolean
  /** One statement exactly as written, where the engine has one in the simple protocol. Rows are dropped. */
  command(sql: string, options?: RunOptions): Promise<void>
  /**
   * A whole file of statements at once, as the engine itself takes it apart: for PostgreSQL one transaction, unless the file makes its
   * own; for the others each statement by itself. MySQL tells of each that ended well; the others do not.
   */
  script(sql: string, options?: RunOptions & { readonly onStatement?: () => void }): Promise<void>
  /** A statement of Provost's own. */
  rows(statement: Statement, options?: RunOptions): Promise<readonly (readonly Cell[])[]>
  /** The names of all tables, in one cheap statement. */
  tables(options?: RunOptions): Promise<readonly TableReference[]>
  /** Held until the session ends; false where another session has it all the time. SQLite: true, for there the write transaction is the lock. */
  lock(key: SessionLock, waitMs: number, signal?: AbortSignal): Promise<boolean>
  /**
   * One try for the lock, and a statement of Provost's own that is run with it, in one exchange with the server: the rows, or null where
   * either was not to be had. Absent where the engine cannot.
   */
  lockAndRead?(key: SessionLock, sql: string, signal?: AbortSignal): Promise<readonly (readonly Cell[])[] | null>
  end(): Promise<void>
  destroy(): void
}

const betweenTriesMs = 100

/** Tries until the lock is had or the time is over; between tries nothing waits in the server. */
export const tryUntil = async (attempt: () => Promise<boolean>, waitMs: number, signal: AbortSignal | undefined): Promise<boolean> => {
  const end = performance.now() + waitMs
  for (;;) {
    if (signal?.aborted) throw cancelled(signal)
    if (await attempt()) return true
    if (performance.now() >= end) return false
    await sleep(Math.min(betweenTriesMs, Math.max(end - performance.now(), 1)), undefined, signal === undefined ? {} : { signal }).catch(
      () => undefined,
    )
  }
}
