import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig } from './engine.ts'
import { mysqlScratches } from './mysql/index.ts'
import { addressOf } from './peer.ts'
import { postgresScratches } from './postgres/index.ts'
import type { SchemaSession } from './schema-session.ts'
import { isAbandoned } from './scratch-name.ts'
import type { ScratchWork } from './scratch-work.ts'
import { sweepScratchFiles } from './sqlite/index.ts'

export interface SweepOptions {
  readonly clock?: () => Date
  /** Told of what was left behind and cannot be dropped: it may hold a tenant's rows. */
  readonly onLeftover?: (problem: ProvostError) => void
}

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

export const scratchWorkOf = ({ engine }: ServerConfig): ScratchWork => (engine === 'postgres' ? postgresScratches : mysqlScratches)

const leftover = (config: ServerConfig, name: string, sql: string, cause: ProvostError): ProvostError =>
  new ProvostError('migration.scratch-refused', `A scratch database was left behind on ${addressOf(config)} and cannot be dropped.`, {
    detail: `${name}, made by a console that is gone; it may hold a tenant’s rows. ${cause.detail || cause.title}`,
    remedy: [`Drop it by a login that may: ${sql};`],
    cause,
  })

/**
 * Drops what consoles that are gone left behind beside this database, as far as the session's login may and nobody is connected to it.
 * What cannot be dropped keeps nobody from their work.
 */
export const sweepScratches = async (session: SchemaSession, config: EngineConfig, options: SweepOptions): Promise<void> => {
  const now = options.clock?.() ?? new Date()
  if (config.engine === 'sqlite') return sweepScratchFiles(now)
  const { listSql, dropSql } = scratchWorkOf(config)
  const abandoned = async (): Promise<readonly string[]> =>
    (await session.rows({ sql: listSql, parameters: [] })).map(([cell]) => String(cell)).filter((name) => isAbandoned(name, now))
  const kept = new Map<string, ProvostError>()
  for (const name of await abandoned()) {
    await session.command(dropSql(name)).catch((error: unknown) => {
      if (!session.healthy || !(error instanceof ProvostError)) throw error
      kept.set(name, error)
    })
  }
  if (kept.size === 0) return
  // Another console may have been at it in the same moment: then it is gone.
  for (const name of await abandoned()) {
    const why = kept.get(name)
    if (why !== undefined) options.onLeftover?.(leftover(config, name, dropSql(name), why))
  }
}
