import type { EngineConfig } from './engine.ts'
import { cloneMysql } from './mysql/index.ts'
import { openSchemaSession, type SchemaSessionOptions } from './open-schema-session.ts'
import { clonePostgres } from './postgres/index.ts'
import { copySchema } from './scratch-copy.ts'
import { scratchName } from './scratch-name.ts'
import type { ScratchCopy } from './scratch-work.ts'
import { makeSqliteScratch } from './sqlite/index.ts'
import { type SweepOptions, scratchWorkOf, sweepFiles, sweepScratches } from './sweep-scratches.ts'

/** A database made for a moment on the same server; for SQLite a file in a folder of its own. */
export interface Scratch {
  readonly config: EngineConfig
  readonly holds: 'nothing' | 'schema' | 'schema and rows'
  /** Why less than everything was copied; null where all was. */
  readonly shortfall: string | null
  /** Everything that is open on it has to be closed before. */
  drop(): Promise<void>
}

export interface ScratchOptions extends SchemaSessionOptions, SweepOptions {
  /** Databases larger than this are cloned without their rows; 1 GiB where absent. */
  readonly mostBytes?: number
}

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

const dropOn = async (config: ServerConfig, options: ScratchOptions, sql: string): Promise<void> => {
  // Also after a cancel, for which nobody waits long.
  const { signal, whenFull, ...rest } = options
  const patience = whenFull === undefined || signal?.aborted ? {} : { whenFull }
  const session = await openSchemaSession(config, { ...rest, ...patience, readWrite: true })
  try {
    await session.command(sql)
  } finally {
    await session.end()
  }
}

const onServer = async (config: ServerConfig, options: ScratchOptions, from: 'empty' | 'clone'): Promise<Scratch> => {
  const work = scratchWorkOf(config)
  const name = scratchName(options.clock?.() ?? new Date())
  const scratch: ServerConfig = { ...config, database: name }
  const drop = (): Promise<void> => dropOn(config, options, work.dropSql(name))
  const session = await openSchemaSession(config, { ...options, readWrite: true })
  try {
    await sweepScratches(session, config, options)
    const request = {
      session,
      config,
      scratch,
      mostBytes: options.mostBytes ?? 2 ** 30,
      options,
      copySchema: () => copySchema(config, scratch, options),
    }
    try {
      if (from === 'empty') {
        await work.makeEmpty(request)
        return { config: scratch, holds: 'nothing', shortfall: null, drop }
      }
      const copy: ScratchCopy = config.engine === 'postgres' ? await clonePostgres(request) : await cloneMysql(request)
      return { config: scratch, ...copy, drop }
    } catch (error) {
      // The failure that led here is what is told; what cannot be dropped now, the next one finds by its name.
      await drop().catch(() => {})
      throw error
    }
  } finally {
    await session.end()
  }
}

/**
 * Makes an empty database, or a copy of this one, beside it. The caller drops it whatever happens; leftovers of killed consoles are
 * dropped by the next that makes one.
 * @throws ProvostError `migration.scratch-refused` where the login may not make databases
 */
export const makeScratch = async (config: EngineConfig, options: ScratchOptions, from: 'empty' | 'clone'): Promise<Scratch> => {
  if (config.engine !== 'sqlite') return onServer(config, options, from)
  await sweepFiles(options)
  return makeSqliteScratch(config, options, from)
}

/** Does a piece of work with a scratch database and drops it. The work's own failure is what is told. */
export const withScratch = async <Result>(
  config: EngineConfig,
  options: ScratchOptions,
  from: 'empty' | 'clone',
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> => {
  const scratch = await makeScratch(config, options, from)
  let result: Result
  try {
    result = await work(scratch)
  } catch (error) {
    await scratch.drop().catch(() => {})
    throw error
  }
  await scratch.drop()
  return result
}
