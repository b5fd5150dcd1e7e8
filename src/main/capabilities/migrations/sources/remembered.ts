import type { State } from '../../../foundation/state/index.ts'

const kept = 20

/** Keeps a folder to be offered again. */
export const rememberSource = ({ database }: State, directory: string, now: Date): void => {
  database
    .prepare(
      'INSERT INTO migration_sources (directory, used_at) VALUES (?, ?) ON CONFLICT (directory) DO UPDATE SET used_at = excluded.used_at',
    )
    .run(directory, now.toISOString())
  database
    .prepare('DELETE FROM migration_sources WHERE directory NOT IN (SELECT directory FROM migration_sources ORDER BY used_at DESC LIMIT ?)')
    .run(kept)
}

/** Newest first. */
export const rememberedSources = ({ database }: State): string[] =>
  database
    .prepare<[], { directory: string }>('SELECT directory FROM migration_sources ORDER BY used_at DESC')
    .all()
    .map(({ directory }) => directory)
