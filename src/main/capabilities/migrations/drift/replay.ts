import {
  type Database,
  type EngineConfig,
  readSchemaModel,
  type SchemaModel,
  type ScratchOptions,
  whenThereIsRoom,
  withScratch,
} from '../../../engines/index.ts'
import type { MigrationServices } from '../migration-services.ts'
import { admitAll, onTarget, type Passwords, type Place } from '../open-work.ts'
import { limitsOf, workLimitsOf, workPatienceMs } from '../run-limits.ts'
import type { SelectedTarget } from '../select-targets.ts'
import type { MigrationSource } from '../sources/source.ts'
import type { WorkOn } from '../tool.ts'
import { toolOf } from '../tools.ts'

export type ScratchServices = Pick<MigrationServices, 'sessions' | 'startChild' | 'clock' | 'state'>

/** Who works with scratch databases, and by which logins. */
export interface ScratchSpec {
  readonly passwords: Passwords
  readonly operator: string
  readonly signal: AbortSignal
}

/** What making a scratch database beside a target takes. */
export const scratchOptions = (
  { sessions, startChild, clock, state }: ScratchServices,
  { record }: Place,
  spec: ScratchSpec,
): ScratchOptions => ({
  ...sessions.loginOf(record, true),
  password: () => spec.passwords(record),
  startChild,
  signal: spec.signal,
  whenFull: { patienceMs: workPatienceMs },
  clock,
  onLeftover: (problem) => state.addNotice(problem.toJSON()),
})

/** Reads a database through a pool of its own; again from the beginning where the server is full. */
export const onDatabase = async <Value>(
  { sessions }: ScratchServices,
  { record, config }: Place,
  spec: ScratchSpec,
  work: (database: Database) => Promise<Value>,
): Promise<Value> => {
  const pool = { ...record.connection.pool, size: 1, overflow: 0 }
  const database = sessions.openRecord({ ...record, config, connection: { ...record.connection, pool } }, await spec.passwords(record))
  try {
    return await whenThereIsRoom(() => work(database), { patienceMs: workPatienceMs }, spec.signal)
  } finally {
    await database.close()
  }
}

export const schemaAt = (services: ScratchServices, place: Place, spec: ScratchSpec): Promise<SchemaModel> =>
  onDatabase(services, place, spec, (database) => readSchemaModel(database, { signal: spec.signal }))

/** The work on a scratch database, by the tool's own means. What would be a lint or an order refused in a tenant is as it was there. */
export const onScratch = <Value>(
  services: ScratchServices,
  { target, record }: SelectedTarget,
  config: EngineConfig,
  source: MigrationSource,
  spec: ScratchSpec & { readonly log?: WorkOn['log']; readonly waived?: readonly string[] },
  work: (on: WorkOn) => Promise<Value>,
): Promise<Value> =>
  onTarget(
    services,
    { target: target.target },
    { record, config },
    { log: () => undefined, waived: [], admit: admitAll, ...spec, source, limits: workLimitsOf(limitsOf({}, 1)) },
    work,
  )

/** A source that holds these versions only, in this order. */
const only = (source: MigrationSource, versions: readonly string[]): MigrationSource => ({
  ...source,
  problems: [],
  migrations: (engine) => {
    const known = new Map(source.migrations(engine).map((migration) => [migration.version, migration]))
    return versions.flatMap((version) => known.get(version) ?? [])
  },
})

/**
 * The schema that these versions give, in this order, on an empty database beside the target.
 * @throws ProvostError of the tool, where they do not run on an empty database; `migration.scratch-refused`
 */
export const replayed = (
  services: ScratchServices,
  target: SelectedTarget,
  source: MigrationSource,
  versions: readonly string[],
  spec: ScratchSpec,
): Promise<SchemaModel> =>
  withScratch(target.config, scratchOptions(services, target, spec), 'empty', async ({ config }) => {
    const tool = toolOf(source.tool)
    if (source.tool === 'alembic') {
      // Its revisions are files that only it runs: the newest first, which brings along those before it.
      const done = new Set<string>()
      for (const version of versions.toReversed()) {
        if (done.has(version)) continue
        const applied = await onScratch(services, target, config, source, spec, (work) => tool.apply(work, version))
        for (const each of [version, ...applied]) done.add(each)
      }
    } else if (versions.length > 0)
      await onScratch(services, target, config, only(source, versions), spec, (work) => tool.apply(work, null))
    return schemaAt(services, { record: target.record, config }, spec)
  })
