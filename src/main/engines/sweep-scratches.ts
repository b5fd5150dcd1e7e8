import { tmpdir } from 'node:os'
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
  readonly signal?: AbortSignal
  /** Told of what was left behind and cannot be dropped, or not even looked for: it may hold a tenant's rows. */
  readonly onLeftover?: (problem: ProvostError) => void
}

/** Nobody's work waits longer for somebody else's leftovers. */
const lookMs = 10_000
const dropMs = 30_000

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

export const scratchWorkOf = ({ engine }: ServerConfig): ScratchWork => (engine === 'postgres' ? postgresScratches : mysqlScratches)

const leftover = (config: ServerConfig, name: string, sql: string, cause: ProvostError): ProvostError =>
  new ProvostError('migration.scratch-refused', `A scratch database was left behind on ${addressOf(config)} and cannot be dropped.`, {
    detail: `${name}, made by a console that is gone; it may hold a tenant’s rows. ${cause.detail || cause.title}`,
    remedy: [`Drop it by a login that may: ${sql};`],
    cause,
  })

const unseen = (where: string, remedy: string, cause: unknown): ProvostError =>
  new ProvostError('migration.scratch-refused', `Whether scratch databases were left behind ${where} could not be seen.`, {
    detail: cause instanceof ProvostError ? cause.detail || cause.title : String(cause),
    remedy: [remedy],
    cause,
  })

/** Removes the scratch files of consoles that are gone. What cannot be seen keeps nobody from their work. */
export const sweepFiles = async ({ clock, onLeftover }: SweepOptions): Promise<void> => {
  try {
    await sweepScratchFiles(clock?.() ?? new Date())
  } catch (error) {
    onLeftover?.(unseen(`in ${tmpdir()}`, 'Let TMPDIR name a folder that this user may read.', error))
  }
}

/** Gives what was left behind and could not be dropped, with why. */
const dropAbandoned = async (
  session: SchemaSession,
  config: ServerConfig,
  { clock, signal }: SweepOptions,
): Promise<readonly (readonly [name: string, why: ProvostError])[]> => {
  const now = clock?.() ?? new Date()
  const stopped = signal === undefined ? {} : { signal }
  const { listSql, dropSql } = scratchWorkOf(config)
  const abandoned = async (): Promise<readonly string[]> =>
    (await session.rows({ sql: listSql, parameters: [] }, { ...stopped, timeoutMs: lookMs }))
      .map(([cell]) => String(cell))
      .filter((name) => isAbandoned(name, now))
  const kept = new Map<string, ProvostError>()
  for (const name of await abandoned()) {
    await session.command(dropSql(name), { ...stopped, timeoutMs: dropMs }).catch((error: unknown) => {
      if (!session.healthy || signal?.aborted || !(error instanceof ProvostError)) throw error
      kept.set(name, error)
    })
  }
  if (kept.size === 0) return []
  // Another console may have been at it in the same moment: then it is gone.
  const still = new Set(await abandoned())
  return [...kept].filter(([name]) => still.has(name))
}

/**
 * Drops what consoles that are gone left behind beside this database, as far as the session's login may and nobody is connected to it.
 * What cannot be dropped or seen keeps nobody from their work.
 * @throws ProvostError where the session is lost, or the signal ends the work
 */
export const sweepScratches = async (session: SchemaSession, config: EngineConfig, options: SweepOptions): Promise<void> => {
  if (config.engine === 'sqlite') return sweepFiles(options)
  const { dropSql } = scratchWorkOf(config)
  try {
    for (const [name, why] of await dropAbandoned(session, config, options))
      options.onLeftover?.(leftover(config, name, dropSql(name), why))
  } catch (error) {
    if (!session.healthy || options.signal?.aborted || !(error instanceof ProvostError)) throw error
    options.onLeftover?.(
      unseen(
        `on ${addressOf(config)}`,
        'The next migration there looks again; if this stays, have the databases listed by a login that may.',
        error,
      ),
    )
  }
}
