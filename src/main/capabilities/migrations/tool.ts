import type { Problem } from '#contract/errors.ts'
import type { JobLogLine } from '#contract/jobs.ts'
import type { LedgerRow, MigrationToolName, TargetState } from '#contract/migrations.ts'
import type { TableReference } from '#contract/tables.ts'
import type { Database, EngineConfig, RunOptions, SchemaSession } from '../../engines/index.ts'
import type { MigrationSource } from './sources/source.ts'

/** What reading a ledger takes: a whole pool, or one session. */
export type LedgerReader = Pick<Database, 'engine' | 'read'>

/** How one database stands. */
export interface Judgement {
  readonly tool: MigrationToolName
  readonly applied: readonly string[]
  readonly pending: readonly string[]
  readonly heads: readonly string[]
  readonly state: TargetState
  readonly problems: readonly Problem[]
}

export interface WorkLimits {
  /** How long a statement waits for a lock before it is tried again. */
  readonly lockTimeoutMs: number
  /** How long a statement may run; 0 for as long as it takes. */
  readonly statementTimeoutMs: number
  /** How long all tries for a lock together may take. */
  readonly lockPatienceMs: number
}

/** One target, opened for change. The tool takes its own lock. */
export interface WorkOn {
  readonly session: SchemaSession
  /** Reads through the same session, so also within what it has not committed. */
  readonly reader: LedgerReader
  /** The names of the tables there are now. */
  tables(): Promise<readonly TableReference[]>
  /** A read-only pool on the same database, opened when first asked for: most work needs none. */
  openDatabase(): Promise<Database>
  readonly config: EngineConfig
  readonly source: MigrationSource
  readonly label: string
  readonly operator: string
  readonly limits: WorkLimits
  /** Rules that may be broken this time, with a reason that was audited. */
  readonly waived: readonly string[]
  readonly password: () => Promise<string | null>
  /**
   * Asked with all that is about to be run, before the first of it and under the tenant's lock: what was seen when the run was planned
   * may have changed since. @throws ProvostError `migration.lint`
   */
  admit(versions: readonly string[]): Promise<void>
  readonly signal: AbortSignal
  readonly clock: () => Date
  log(level: JobLogLine['level'], text: string): void
  /** Told of each version as soon as it counts: what was done stays so, whatever comes after. */
  did?(version: string): void
  /** Told of the newest version that stands here in the end, by a tool that knows without looking again. */
  stands?(version: string | null): void
}

/** How far back is asked: so many versions, or to one that stays; null is before the first. */
export type RollbackTo = { readonly steps: number } | { readonly version: string | null }

/** What a rollback would take back from one database. */
export interface WayBack {
  /** Newest first. */
  readonly versions: readonly string[]
  /** Those of them that cannot be taken back. */
  readonly oneWay: readonly string[]
  /** The newest that stays; null for none. */
  readonly stays: string | null
  /** What keeps it from being done, each with its remedy. With one, nothing is done. */
  readonly problems: readonly Problem[]
}

/**
 * What may be taken back from one database, by how it stood when that was asked for. A rollback takes back these and no others, however
 * often it breaks off and is gone on with.
 */
export type FrozenWay = Pick<WayBack, 'versions' | 'stays'>

/** A way of migrating: Provost's own, or another tool's whose ledger is kept as that tool would keep it. */
export interface MigrationTool {
  readonly name: MigrationToolName
  /** The table that says what was applied. */
  readonly ledger: string
  judge(reader: LedgerReader, source: MigrationSource, tables: readonly TableReference[], options: RunOptions): Promise<Judgement>
  /** The ledger, oldest first; null where there is none. */
  history(reader: LedgerReader, tables: readonly TableReference[], options: RunOptions): Promise<readonly LedgerRow[] | null>
  /** Applies what is pending, up to and including `to`. Gives the versions this call applied, in order. */
  apply(work: WorkOn, to: string | null): Promise<readonly string[]>
  /** What `rollback` would do. */
  wayBack(
    reader: LedgerReader,
    source: MigrationSource,
    tables: readonly TableReference[],
    to: RollbackTo,
    options: RunOptions,
  ): Promise<WayBack>
  /** Takes back what is left of it, newest first; refuses where something else would go too. Gives the versions taken back, in that order. */
  rollback(work: WorkOn, way: FrozenWay): Promise<readonly string[]>
  /** Marks as applied without running, up to and including `to`. Gives the versions marked. */
  baseline(work: WorkOn, to: string | null): Promise<readonly string[]>
  /** Settles a migration that began and did not end. The evidence is the caller's. */
  resolve(work: WorkOn, version: string, as: 'applied' | 'rolled-back'): Promise<void>
}
