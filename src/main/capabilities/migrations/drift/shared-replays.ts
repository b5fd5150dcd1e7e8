import { createHash } from 'node:crypto'
import { addressOf, type Database, type SchemaModel } from '../../../engines/index.ts'
import type { SelectedTarget } from '../select-targets.ts'
import type { MigrationSource } from '../sources/source.ts'
import { replayed, type ScratchServices, type ScratchSpec } from './replay.ts'

/** What of a database itself decides what a migration makes in it. */
const defaultsSql = {
  postgres:
    "select current_setting('search_path') || ' ' || pg_encoding_to_char(encoding) || ' ' || datcollate || ' ' || datctype from pg_database where datname = current_database()",
  mysql: "select concat_ws(' ', @@character_set_database, @@collation_database)",
} as const

/** As one text, equal where the same migrations make the same. */
export const defaultsOf = async (database: Database, { signal }: ScratchSpec): Promise<string> => {
  if (database.engine === 'sqlite') return ''
  const { rows } = await database.read({ sql: defaultsSql[database.engine], parameters: [] }, { signal })
  return String(rows[0]?.[0])
}

/** Remembers each replay, so that a fleet in which all stand alike costs one per server. */
export type SharedReplays = (
  target: SelectedTarget,
  source: MigrationSource,
  versions: readonly string[],
  defaults: string,
) => Promise<SchemaModel>

export const sharedReplays = (services: ScratchServices, spec: ScratchSpec): SharedReplays => {
  const made = new Map<string, Promise<SchemaModel>>()
  const sources = new Map<MigrationSource, number>()
  return async (target, source, versions, defaults) => {
    const { config } = target
    if (!sources.has(source)) sources.set(source, sources.size)
    // Two versions of a server write the same schema in other words, so each server has its own.
    const server = config.engine === 'sqlite' ? 'sqlite' : `${config.engine} ${addressOf(config)} ${defaults}`
    const key = createHash('sha256')
      .update(JSON.stringify([server, sources.get(source), versions]))
      .digest('hex')
    const known = made.get(key) ?? replayed(services, target, source, versions, spec)
    made.set(key, known)
    return known
  }
}
