import type { MigrationSourceView } from '#contract/migrations.ts'
import type { MigrationSource } from './sources/source.ts'

/** A source as it crosses the bridge. */
export const viewSource = (source: MigrationSource, toolVersion: string | null): MigrationSourceView => ({
  tool: source.tool,
  title: source.title,
  directory: source.directory,
  toolVersion,
  engines: [...source.engines],
  migrations: source.engines.flatMap((engine) =>
    source.migrations(engine).map(({ version, name, sha256, file, sql, downSql }) => ({
      version,
      name,
      sha256,
      file,
      sql,
      engine,
      // Alembic's own scripts have a way back each, whether or not it does anything.
      reversible: downSql !== null || source.tool === 'alembic',
    })),
  ),
  problems: [...source.problems],
})
