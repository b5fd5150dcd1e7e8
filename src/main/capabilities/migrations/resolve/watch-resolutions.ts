import { ProvostError } from '#contract/errors.ts'
import type { PassedOver, TargetResolution, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../../fleet/runs/index.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import { confirmProduction } from '../confirm.ts'
import { inLanes } from '../in-lanes.ts'
import type { MigrationServices } from '../migration-services.ts'
import { passwordsOnce } from '../open-work.ts'
import { passedOver } from '../passed-over.ts'
import { withoutForbidden } from '../refuse.ts'
import { selectTargets, workedOn } from '../select-targets.ts'
import { oneSource, sourcesFor } from '../source-of.ts'
import { resolveTarget } from './resolve-target.ts'

/** At once, per server: each makes scratch databases. */
const lanes = 2

interface ResolveInput {
  readonly targets: TargetSelection
  readonly source?: string | undefined
  readonly version?: string | undefined
  readonly as?: 'applied' | 'rolled-back' | undefined
  readonly dryRun: boolean
  readonly confirm?: string | undefined
}

/**
 * Settles, on each target, what began and did not end.
 * @throws ProvostError `migration.external`, `connection.read-only`, `migration.source-missing`, `confirmation.*`
 */
export async function* watchResolutions(
  services: MigrationServices,
  { targets: selection, source: directory, version, as, dryRun, confirm }: ResolveInput,
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<TargetResolution, { skipped: PassedOver[] }> {
  const selected = withoutForbidden(selectTargets(services, selection))
  const source = await oneSource(selected, await sourcesFor(directory))
  if (source.tool === 'alembic')
    throw new ProvostError('migration.resolve-undecided', 'Alembic writes nothing down of a revision that began and did not end.', {
      remedy: ['Look at the status: a revision is applied where the version table says so.'],
    })
  // What the evidence shows is written without; a word against it is a change of its own.
  if (as !== undefined && !dryRun) confirmProduction(selected.targets, confirm)
  const spec = { caller, version, as, dryRun, operator: caller.operator.name, passwords: passwordsOnce(services) }
  const found = inLanes(workedOn(selected), { lanes, key: ({ target }) => placeOf(target), signal }, (target, stop) =>
    resolveTarget(services, target, source, { ...spec, signal: stop }),
  )
  for await (const each of found) yield* each
  return { skipped: passedOver(selected) }
}
