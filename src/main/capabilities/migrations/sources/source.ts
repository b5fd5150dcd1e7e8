import type { EngineKind } from '#contract/connections.ts'
import type { Problem } from '#contract/errors.ts'
import type { MigrationToolName } from '#contract/migrations.ts'

/** One migration as its source says it. */
export interface SourceMigration {
  /** What the ledger calls it: `0003`, Prisma's directory name, Alembic's revision. */
  readonly version: string
  readonly name: string
  /** Lower-case hex by the tool's own rule, or where it keeps none (Alembic) over the file: what a run is frozen by. */
  readonly sha256: string
  /** Null where only the tool itself can run it (Alembic). */
  readonly sql: string | null
  /** Null where there is no way back by a file. */
  readonly downSql: string | null
  /** In the source's folder. */
  readonly file: string
}

/** What a schema should be, by a folder or a blueprint. Read once: a source does not change under who works by it. */
export interface MigrationSource {
  readonly tool: MigrationToolName
  readonly title: string
  /** Null for a blueprint that ships with Provost. */
  readonly directory: string | null
  /** Those it can be applied to. */
  readonly engines: readonly EngineKind[]
  /** In the order they are applied. */
  migrations(engine: EngineKind): readonly SourceMigration[]
  /** What is wrong with the folder itself: two heads, a number twice, a file that cannot be read. */
  readonly problems: readonly Problem[]
}
