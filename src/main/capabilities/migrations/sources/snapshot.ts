import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationToolName } from '#contract/migrations.ts'
import { readSource } from './read-source.ts'
import type { MigrationSource, SourceMigration } from './source.ts'

/** A source as a run keeps it: files and all, so that every target gets the same whatever happens to the folder. */
export interface SourceSnapshot {
  readonly tool: MigrationToolName
  readonly title: string
  readonly directory: string | null
  readonly migrations: readonly { readonly engine: EngineKind; readonly migrations: readonly SourceMigration[] }[]
}

export const snapshotOf = (source: MigrationSource, engines: readonly EngineKind[]): SourceSnapshot => ({
  tool: source.tool,
  title: source.title,
  directory: source.directory,
  migrations: engines.map((engine) => ({ engine, migrations: source.migrations(engine) })),
})

const frozen = ({ tool, title, directory, migrations }: SourceSnapshot): MigrationSource => ({
  tool,
  title,
  directory,
  engines: migrations.map(({ engine }) => engine),
  migrations: (engine) => migrations.find((each) => each.engine === engine)?.migrations ?? [],
  problems: [],
})

/** What Alembic runs are files of a folder, not texts we keep: they must be what they were when the run began. */
const unchanged = async (snapshot: SourceSnapshot): Promise<MigrationSource> => {
  const source = await readSource(snapshot.directory ?? '')
  for (const { engine, migrations } of snapshot.migrations) {
    const now = new Map(source.migrations(engine).map(({ version, sha256 }) => [version, sha256]))
    const changed = migrations.find(({ version, sha256 }) => now.get(version) !== sha256)
    if (changed === undefined) continue
    throw new ProvostError('migration.plan-changed', `${changed.file} was changed since the run began.`, {
      detail: 'A run gives every target the same.',
      remedy: ['Put the file back as it was, and resume.', 'Or begin a new run.'],
    })
  }
  return source
}

/**
 * The source a run was begun with.
 * @throws ProvostError `migration.plan-changed`
 */
export const sourceFrom = async (snapshot: SourceSnapshot): Promise<MigrationSource> =>
  snapshot.tool === 'alembic' ? unchanged(snapshot) : frozen(snapshot)
