import { createHash } from 'node:crypto'
import { addressOf, type SchemaModel } from '../../../engines/index.ts'
import { onSession } from '../open-work.ts'
import type { SelectedTarget } from '../select-targets.ts'
import type { MigrationSource } from '../sources/source.ts'
import { replayed, type ScratchServices, type ScratchSpec } from './replay.ts'

/** What of a database itself decides what a migration makes in it. */
const defaultsSql = {
  postgres:
    "select current_setting('search_path') || ' ' || pg_encoding_to_char(encoding) || ' ' || datcollate || ' ' || datctype from pg_database where datname = current_database()",
  mysql: "select concat_ws(' ', @@character_set_database, @@collation_database)",
} as const

const defaultsOf = (services: ScratchServices, target: SelectedTarget, spec: ScratchSpec): Promise<string> => {
  const { engine } = target.config
  if (engine === 'sqlite') return Promise.resolve('')
  return onSession(services, target, { ...spec, readWrite: false }, async (session) => {
    const [[defaults] = []] = await session.rows({ sql: defaultsSql[engine], parameters: [] }, { signal: spec.signal })
    return String(defaults)
  })
}

/** Remembers each replay, so that a fleet in which all stand alike costs one per server. */
export type SharedReplays = (target: SelectedTarget, source: MigrationSource, versions: readonly string[]) => Promise<SchemaModel>

export const sharedReplays = (services: ScratchServices, spec: ScratchSpec): SharedReplays => {
  const made = new Map<string, Promise<SchemaModel>>()
  const sources = new Map<MigrationSource, number>()
  return async (target, source, versions) => {
    const { config } = target
    if (!sources.has(source)) sources.set(source, sources.size)
    // Two versions of a server write the same schema in other words, so each server has its own.
    const server =
      config.engine === 'sqlite' ? 'sqlite' : `${config.engine} ${addressOf(config)} ${await defaultsOf(services, target, spec)}`
    const key = createHash('sha256')
      .update(JSON.stringify([server, sources.get(source), versions]))
      .digest('hex')
    const known = made.get(key) ?? replayed(services, target, source, versions, spec)
    made.set(key, known)
    return known
  }
}
