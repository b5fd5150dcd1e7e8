import type { TargetDrift, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../../fleet/runs/index.ts'
import { inLanes } from '../in-lanes.ts'
import type { MigrationServices } from '../migration-services.ts'
import { passwordsOnce } from '../open-work.ts'
import { selectTargets } from '../select-targets.ts'
import { sourcesFor } from '../source-of.ts'
import { sharedReplays } from './shared-replays.ts'
import { driftOf } from './target-drift.ts'

/** At once, per server. */
const lanes = 4

/** How each target's schema differs from what its applied migrations give on a scratch database beside it. */
export async function* watchDrift(
  services: Pick<MigrationServices, 'sessions' | 'startChild' | 'clock' | 'state' | 'tenants'>,
  { targets: selection, source: directory }: { readonly targets: TargetSelection; readonly source?: string | undefined },
  operator: string,
  signal: AbortSignal,
): AsyncGenerator<TargetDrift> {
  const sourceOf = await sourcesFor(directory)
  const { targets } = selectTargets(services, selection)
  const spec = { passwords: passwordsOnce(services), operator, signal }
  const replays = sharedReplays(services, spec)
  yield* inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) =>
    driftOf(services, target, await sourceOf(target), { ...spec, signal: stop }, replays),
  )
}
