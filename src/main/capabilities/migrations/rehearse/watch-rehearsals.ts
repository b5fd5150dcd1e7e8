import type { PassedOver, TargetRehearsal, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../../fleet/runs/index.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import { refuseNamedMismatch } from '../engine-problem.ts'
import { inLanes } from '../in-lanes.ts'
import { checkWaivers, type LintAsked } from '../lint-of-targets.ts'
import type { MigrationServices } from '../migration-services.ts'
import { passwordsOnce } from '../open-work.ts'
import { passedOver } from '../passed-over.ts'
import { withoutForbidden } from '../refuse.ts'
import { enginesOf, selectTargets, workedOn } from '../select-targets.ts'
import { oneSource, sourcesFor } from '../source-of.ts'
import { wantedVersion } from '../sources/named-version.ts'
import { rehearseTarget } from './rehearse-target.ts'

/** Copies at once, per server, where nobody says otherwise: each reads and writes a whole database. */
const defaultLanes = 2

/**
 * Applies what is pending to a scratch clone of each target; the targets themselves stay as they are.
 * @throws ProvostError `migration.external`, `connection.read-only`, `migration.version-unknown`, `migration.*` of the source
 */
export async function* watchRehearsals(
  services: Pick<MigrationServices, 'sessions' | 'startChild' | 'clock' | 'state' | 'tenants' | 'audit'>,
  {
    targets: selection,
    source: directory,
    to: written,
    waive,
    concurrency = defaultLanes,
  }: {
    readonly targets: TargetSelection
    readonly source?: string | undefined
    readonly to?: string | undefined
    readonly waive: LintAsked['waive']
    readonly concurrency?: number | undefined
  },
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<TargetRehearsal, { skipped: PassedOver[] }> {
  checkWaivers(waive)
  const { name: operator, roles } = caller.operator
  const selected = withoutForbidden(selectTargets(services, selection))
  const source = await oneSource(selected, await sourcesFor(directory))
  refuseNamedMismatch(workedOn(selected), source)
  const to = wantedVersion(source, enginesOf(workedOn(selected)), written)
  const waived = waive.map(({ rule }) => rule)
  const spec = { passwords: passwordsOnce(services), operator, signal, waived }
  yield* inLanes(workedOn(selected), { lanes: concurrency, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    const rehearsal = await rehearseTarget(services, target, source, to ?? null, { ...spec, signal: stop })
    services.audit.append({
      operator,
      roles,
      action: 'migration.rehearse',
      target: target.target.target,
      outcome: rehearsal.ok ? 'done' : 'failed',
      detail: { applied: rehearsal.applied, ...(rehearsal.problem === null ? {} : { code: rehearsal.problem.code }) },
    })
    return rehearsal
  })
  return { skipped: passedOver(selected) }
}
