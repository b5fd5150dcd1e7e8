import type { Problem } from '#contract/errors.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationTarget, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { onTarget, passwordsOnce } from './open-work.ts'
import { withoutForbidden } from './refuse.ts'
import { limitsOf, workLimitsOf } from './run-limits.ts'
import { selectTargets } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import { namedVersion } from './sources/named-version.ts'
import { spelledOut } from './spelled-out.ts'
import { toolOf } from './tools.ts'

interface Marked extends MigrationTarget {
  readonly marked: string[]
  readonly problem: Problem | null
}

/** At once, per server. */
const lanes = 8

/**
 * Marks migrations as applied, without running them, on each target.
 * @throws ProvostError `migration.*`, `connection.read-only`
 */
export const baselineTargets = async (
  services: MigrationServices,
  {
    targets: selection,
    source: directory,
    to,
  }: { readonly targets: TargetSelection; readonly source?: string | undefined; readonly to?: string | undefined },
  caller: Caller,
  signal: AbortSignal,
): Promise<Marked[]> => {
  const { audit } = services
  const { name: operator, roles } = caller.operator
  const targets = withoutForbidden(selectTargets(services, selection).targets).filter(({ skipped }) => skipped === null)
  const source = await oneSource(targets, await sourcesFor(directory))
  const tool = toolOf(source.tool)
  const passwords = passwordsOnce(services)
  const spec = {
    source,
    operator,
    limits: workLimitsOf(limitsOf({}, 1)),
    waived: [],
    passwords,
    swept: new Set<string>(),
    log: () => undefined,
  }
  const done = new Map<string, Marked>()
  const each = inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async ({ target, record, config }, stop) => {
    try {
      const marked = await onTarget(services, target, { record, config }, { ...spec, signal: stop }, (work) =>
        tool.baseline(work, to === undefined ? null : namedVersion(source, [config.engine], to)),
      )
      audit.append({
        operator,
        roles,
        action: 'migration.baseline',
        target: target.target,
        outcome: 'done',
        detail: { marked: [...marked] },
      })
      done.set(target.target, { ...target, marked: [...marked], problem: null })
    } catch (error) {
      if (!(error instanceof ProvostError) || stop.aborted) throw error
      audit.append({
        operator,
        roles,
        action: 'migration.baseline',
        target: target.target,
        outcome: 'failed',
        detail: { code: error.code },
      })
      done.set(target.target, { ...target, marked: [], problem: spelledOut(error.toJSON(), { target, source }) })
    }
  })
  for await (const _ of each);
  return targets.flatMap(({ target }) => done.get(target.target) ?? [])
}
