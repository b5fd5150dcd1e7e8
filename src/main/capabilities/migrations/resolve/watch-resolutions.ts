import { ProvostError } from '#contract/errors.ts'
import type { TargetResolution, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../../fleet/runs/index.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import { confirmProduction } from '../confirm.ts'
import { inLanes } from '../in-lanes.ts'
import type { MigrationServices } from '../migration-services.ts'
import { passwordsOnce } from '../open-work.ts'
import { withoutForbidden } from '../refuse.ts'
import { selectTargets } from '../select-targets.ts'
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
): AsyncGenerator<TargetResolution> {
  const targets = withoutForbidden(selectTargets(services, selection).targets).filter(({ skipped }) => skipped === null)
  const source = await oneSource(targets, await sourcesFor(directory))
  if (source.tool === 'alembic')
    throw new ProvostError('migration.resolve-undecided', 'Alembic writes nothing down of a revision that began and did not end.', {
      remedy: ['Look at the status: a revision is applied where the version table says so.'],
    })
  // What the evidence shows is written without; a word against it is a change of its own.
  if (as !== undefined && !dryRun) confirmProduction(targets, confirm)
  const spec = { caller, version, as, dryRun, operator: caller.operator.name, passwords: passwordsOnce(services) }
  const found = inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, (target, stop) =>
    resolveTarget(services, target, source, { ...spec, signal: stop }),
  )
  for await (const each of found) yield* each
}
