import type { MigrationSourceView } from '#contract/migrations.ts'
import { isAlembic } from './alembic/index.ts'
import type { MigrationSource } from './sources/source.ts'

/** A source as it crosses the bridge. */
export const viewSource = (source: MigrationSource): MigrationSourceView => ({
  tool: source.tool,
  title: source.title,
  directory: source.directory,
  toolVersion: isAlembic(source) ? (source.installed?.version ?? null) : null,
  engines: [...source.engines],
  migrations: source.engines.flatMap((engine) =>
    source.migrations(engine).map(({ version, name, sha256, file, sql, downSql }) => ({
      version,
      name,
      sha256,
      file,
      sql,
      engine,
      reversible: downSql !== null || (isAlembic(source) && source.graph.revisions.get(version)?.hasDowngrade === true),
    })),
  ),
  problems: [...source.problems],
})
