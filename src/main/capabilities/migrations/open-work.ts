import { ProvostError } from '#contract/errors.ts'
import type { MigrationTarget } from '#contract/migrations.ts'
import {
  addressOf,
  type Database,
  type EngineConfig,
  openSchemaSession,
  type Patience,
  poolerOf,
  type RunOptions,
  type SchemaSession,
  sweepScratches,
} from '../../engines/index.ts'
import type { ConnectionRecord } from '../../fleet/registry/index.ts'
import type { MigrationServices } from './migration-services.ts'
import { workPatienceMs } from './run-limits.ts'
import type { MigrationSource } from './sources/source.ts'
import type { LedgerReader, WorkLimits, WorkOn } from './tool.ts'

/** Where a target is found, as it was when its work began. */
export interface Place {
  readonly record: ConnectionRecord
  readonly config: EngineConfig
}

/** A vault may take its time, and a fleet lies behind few connections: each is asked once per run. */
export const passwordsOnce = ({
  sessions,
}: Pick<MigrationServices, 'sessions'>): ((record: ConnectionRecord) => Promise<string | null>) => {
  const asked = new Map<string, Promise<string | null>>()
  return (record) => {
    const key = `${record.connection.name} ${record.vaultKey}`
    const known = asked.get(key) ?? sessions.passwordOf(record)
    asked.set(key, known)
    return known
  }
}
export type Passwords = ReturnType<typeof passwordsOnce>

/** Reads ledgers through a session of its own. */
export const readerOf = (session: SchemaSession): LedgerReader => ({
  engine: session.engine,
  read: async (statement, options: RunOptions = {}) => ({ columns: [], rows: await session.rows(statement, options) }),
})

/** A session of its own on a target; where the server is full it waits for its turn. */
export const onSession = async <Value>(
  services: Pick<MigrationServices, 'sessions' | 'startChild'>,
  { record, config }: Place,
  {
    passwords,
    readWrite,
    signal,
    whenFull = { patienceMs: workPatienceMs },
  }: { readonly passwords: Passwords; readonly readWrite: boolean; readonly signal: AbortSignal; readonly whenFull?: Patience },
  work: (session: SchemaSession) => Promise<Value>,
): Promise<Value> => {
  const { sessions, startChild } = services
  const login = sessions.loginOf(record, readWrite)
  const session = await openSchemaSession(config, { ...login, password: () => passwords(record), startChild, signal, whenFull })
  try {
    const value = await work(session)
    await session.end()
    return value
  } catch (error) {
    // The session may be in the middle of anything: what is open on it is taken back with it.
    session.destroy()
    throw error
  }
}

export interface WorkSpec {
  readonly source: MigrationSource
  readonly operator: string
  readonly limits: WorkLimits
  readonly waived: readonly string[]
  readonly passwords: Passwords
  readonly signal: AbortSignal
  readonly log: WorkOn['log']
  /** Servers that were found to be reached without a pooler, for all targets of a run. */
  readonly straight?: Set<string>
  /** Where leftovers of consoles that are gone were looked for, for all targets of a run. Left out where the work changes nothing. */
  readonly swept?: Set<string>
  readonly did?: NonNullable<WorkOn['did']>
  readonly stands?: NonNullable<WorkOn['stands']>
  readonly admit: Admission
}

/** Whether versions may be run on a target. @throws ProvostError where one may not */
export type Admission = (work: Pick<WorkOn, 'config' | 'signal'>, versions: readonly string[]) => Promise<void>

/** For scratch databases, which nobody uses, and for work that runs no migration. */
export const admitAll: Admission = async () => undefined

/** Through a pooler that lends a session for one transaction the tenant's lock would be somebody else's a moment later. */
const refusePooler = async (session: SchemaSession, target: string, { record, config }: Place, straight: Set<string>): Promise<void> => {
  const server = config.engine === 'sqlite' ? config.path : `${record.connection.name} ${addressOf(config)}`
  if (straight.has(server)) return
  const pooler = await poolerOf(session)
  // Where nothing stands between for one database, nothing does for another of the same port; a pooler has a mode for each.
  if (pooler === 'none') straight.add(server)
  if (pooler !== 'transaction') return
  throw new ProvostError('migration.pooler', `${target} is reached through a pooler in transaction mode, where no migration is safe.`, {
    detail: 'Session locks and session settings do not hold there.',
    remedy: ['Use a connection to the server’s own port.', 'Or have the pooler’s mode for this database set to session.'],
  })
}

const serverOf = ({ record, config }: Place): string =>
  config.engine === 'sqlite' ? config.engine : `${record.connection.name} ${addressOf(config)}`

/** Once for a server: what a rehearsal that was killed left there may hold a tenant's rows. */
const sweepOnce = async (
  { clock, state }: Pick<MigrationServices, 'clock' | 'state'>,
  session: SchemaSession,
  place: Place,
  { swept, signal }: { readonly swept: Set<string>; readonly signal: AbortSignal },
): Promise<void> => {
  const server = serverOf(place)
  if (swept.has(server)) return
  swept.add(server)
  await sweepScratches(session, place.config, { clock, signal, onLeftover: (problem) => state.addNotice(problem.toJSON()) })
}

/** Opens a target for change and does the work on it. */
export const onTarget = async <Value>(
  services: Pick<MigrationServices, 'sessions' | 'startChild' | 'clock' | 'state'>,
  target: Pick<MigrationTarget, 'target'>,
  place: Place,
  { passwords, straight = new Set(), swept, admit, ...spec }: WorkSpec,
  work: (on: WorkOn) => Promise<Value>,
): Promise<Value> => {
  const { sessions, clock } = services
  const pools: Promise<Database>[] = []
  const openPool = async (): Promise<Database> => {
    const { record, config } = place
    // A pool of its own, small: it is there for one comparison.
    const pool = { ...record.connection.pool, size: 1, overflow: 1 }
    return sessions.openRecord({ ...record, connection: { ...record.connection, pool }, config }, await passwords(record))
  }
  try {
    const { signal, limits, log } = spec
    const onFull = (): void => log('warning', 'no connection is left in the server; tried again')
    const whenFull = { patienceMs: limits.lockPatienceMs, onFull }
    return await onSession(services, place, { passwords, readWrite: true, signal, whenFull }, async (session) => {
      await refusePooler(session, target.target, place, straight)
      if (swept !== undefined) await sweepOnce(services, session, place, { swept, signal })
      return work({
        ...spec,
        session,
        config: place.config,
        label: target.target,
        clock,
        reader: readerOf(session),
        tables: () => session.tables({ signal: spec.signal }),
        password: () => passwords(place.record),
        admit: (versions) => admit({ config: place.config, signal: spec.signal }, versions),
        openDatabase: () => {
          const opened = pools[0] ?? openPool()
          pools[0] = opened
          return opened
        },
      })
    })
  } finally {
    // One that could not be opened has told so to whoever asked for it.
    for (const pool of pools) await pool.then((database) => database.close()).catch(() => undefined)
  }
}
