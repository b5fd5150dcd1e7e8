import type { TargetRehearsal, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../../fleet/runs/index.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import { inLanes } from '../in-lanes.ts'
import type { MigrationServices } from '../migration-services.ts'
import { passwordsOnce } from '../open-work.ts'
import { withoutForbidden } from '../refuse.ts'
import { selectTargets } from '../select-targets.ts'
import { oneSource, sourcesFor } from '../source-of.ts'
import { namedVersion } from '../sources/named-version.ts'
import { rehearseTarget } from './rehearse-target.ts'

/** Copies at once, per server: each reads and writes a whole database. */
const lanes = 2

/**
 * Applies what is pending to a scratch clone of each target; the targets themselves stay as they are.
 * @throws ProvostError `migration.external`, `connection.read-only`, `migration.*` of the source
 */
export async function* watchRehearsals(
  services: Pick<MigrationServices, 'sessions' | 'startChild' | 'clock' | 'state' | 'tenants' | 'audit'>,
  {
    targets: selection,
    source: directory,
    to,
  }: { readonly targets: TargetSelection; readonly source?: string | undefined; readonly to?: string | undefined },
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<TargetRehearsal> {
  const { name: operator, roles } = caller.operator
  const targets = withoutForbidden(selectTargets(services, selection).targets).filter(({ skipped }) => skipped === null)
  const source = await oneSource(targets, await sourcesFor(directory))
  const spec = { passwords: passwordsOnce(services), operator, signal }
  yield* inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    const last = to === undefined ? null : namedVersion(source, [target.config.engine], to)
    const rehearsal = await rehearseTarget(services, target, source, last, { ...spec, signal: stop })
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
}
