import type { PassedOver, TargetDrift, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../../fleet/runs/index.ts'
import { inLanes } from '../in-lanes.ts'
import type { MigrationServices } from '../migration-services.ts'
import { passwordsOnce } from '../open-work.ts'
import { passedOver } from '../passed-over.ts'
import { refuseExternal } from '../refuse.ts'
import { selectTargets } from '../select-targets.ts'
import { sourcesFor } from '../source-of.ts'
import { sharedReplays } from './shared-replays.ts'
import { driftOf } from './target-drift.ts'

/** At once, per server, where nobody says otherwise. */
const defaultLanes = 4

/**
 * How each target's schema differs from what its applied migrations give on a scratch database beside it. The target itself is only read,
 * but the scratch database is made by its login: an external one is refused where it was named, and else told of as a target.
 * @throws ProvostError `migration.external`, `migration.*` of the source
 */
export async function* watchDrift(
  services: Pick<MigrationServices, 'sessions' | 'startChild' | 'clock' | 'state' | 'tenants'>,
  {
    targets: selection,
    source: directory,
    concurrency: lanes = defaultLanes,
  }: { readonly targets: TargetSelection; readonly source?: string | undefined; readonly concurrency?: number | undefined },
  operator: string,
  signal: AbortSignal,
): AsyncGenerator<TargetDrift, { skipped: PassedOver[] }> {
  const sourceOf = await sourcesFor(directory)
  const { targets, absent } = selectTargets(services, selection)
  refuseExternal(targets)
  const spec = { passwords: passwordsOnce(services), operator, signal }
  const replays = sharedReplays(services, spec)
  yield* inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) =>
    driftOf(services, target, await sourceOf(target), { ...spec, signal: stop }, replays),
  )
  return { skipped: passedOver({ targets: [], absent }) }
}
