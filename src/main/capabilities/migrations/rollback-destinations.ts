import { ProvostError } from '#contract/errors.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { onSession, passwordsOnce, readerOf } from './open-work.ts'
import type { SelectedTarget } from './select-targets.ts'
import type { MigrationSource } from './sources/source.ts'
import type { RollbackTo } from './tool.ts'
import { toolOf } from './tools.ts'

/** The version that stays in each target, by its name; null is none. */
export type Destinations = Readonly<Record<string, string | null>>

/** At once, per server. */
const lanes = 8
/** A database that does not answer a statement within this time does not answer. */
const patienceMs = 15_000

/**
 * Where so many steps lead from where each target stands now. A run that broke off in the middle and is gone on with would count its steps
 * anew from wherever it had come to, and take back more than anybody asked for. Targets that cannot be asked now are left out.
 */
export const rollbackDestinations = async (
  services: Pick<MigrationServices, 'sessions' | 'startChild'>,
  targets: readonly SelectedTarget[],
  source: MigrationSource,
  to: RollbackTo,
  signal: AbortSignal,
): Promise<Destinations> => {
  const passwords = passwordsOnce(services)
  const tool = toolOf(source.tool)
  const fitting = targets.filter(({ skipped, config }) => skipped === null && source.engines.includes(config.engine))
  const found = new Map<string, string | null>()
  const each = inLanes(fitting, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    try {
      const { versions, stays } = await onSession(services, target, { passwords, readWrite: false, signal: stop }, async (session) => {
        const options = { signal: stop, timeoutMs: patienceMs }
        return tool.wayBack(readerOf(session), source, await session.tables(options), to, options)
      })
      // Where nothing is to be taken back there is no version to go to, and none is made up.
      if (versions.length > 0) found.set(target.target.target, stays)
    } catch (error) {
      if (!(error instanceof ProvostError) || stop.aborted) throw error
    }
  })
  for await (const _ of each);
  return Object.fromEntries(found)
}
