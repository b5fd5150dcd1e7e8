import { ProvostError } from '#contract/errors.ts'
import type { MigrationServices } from '../migration-services.ts'
import { admitAll, onTarget, type Passwords } from '../open-work.ts'
import { limitsOf, workLimitsOf } from '../run-limits.ts'
import type { SelectedTarget } from '../select-targets.ts'
import { offlineWayBack } from './offline-sql.ts'
import type { AlembicSource } from './source.ts'
import { standingOf } from './tool.ts'

/** Each costs a process; a fleet that stands in more ways than this gets the SQL of the first. */
const mostWays = 8

/**
 * The SQL of an Alembic rollback's plan by engine and revision, as `engine revision`. Targets that would get the same revisions get the same SQL, so
 * one of them is asked for all. What alembic cannot tell is left out: the plan stands without it.
 */
export const sqlOfAlembic = async (
  services: Pick<MigrationServices, 'sessions' | 'startChild' | 'clock' | 'state'>,
  source: AlembicSource,
  planned: ReadonlyMap<SelectedTarget, { readonly versions: readonly string[]; readonly stays: string | null }>,
  spec: { readonly passwords: Passwords; readonly operator: string; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> => {
  const ways = new Map<string, { readonly target: SelectedTarget; readonly stays: string | null }>()
  for (const [target, { versions, stays }] of planned) {
    const way = `${target.config.engine} ${versions.join(' ')}`
    if (versions.length > 0 && !ways.has(way)) ways.set(way, { target, stays })
  }
  const told = new Map<string, string>()
  for (const { target, stays } of [...ways.values()].slice(0, mostWays)) {
    const { engine } = target.config
    const limits = workLimitsOf(limitsOf({}, 1))
    const parts = await onTarget(
      services,
      target.target,
      target,
      { ...spec, source, limits, waived: [], admit: admitAll, log: () => undefined },
      async (work) => offlineWayBack(work, source, await standingOf(work, source), stays),
    ).catch((error: unknown) => {
      // What keeps alembic from being led to this target is told by the run; the plan has the other targets.
      if (spec.signal.aborted || !(error instanceof ProvostError)) throw error
      return new Map<string, string>()
    })
    for (const [revision, sql] of parts) if (!told.has(`${engine} ${revision}`)) told.set(`${engine} ${revision}`, sql)
  }
  return told
}
