import type { Problem } from '#contract/errors.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationTarget, PassedOver, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { cancelled } from '../../foundation/processes/index.ts'
import { askedAtOnce } from './asking.ts'
import { confirmProduction } from './confirm.ts'
import { engineMismatch, refuseNamedMismatch } from './engine-problem.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { admitAll, onTarget, passwordsOnce } from './open-work.ts'
import { passedOver } from './passed-over.ts'
import { withoutForbidden } from './refuse.ts'
import { limitsOf, workLimitsOf } from './run-limits.ts'
import { selectTargets, workedOn } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import { namedVersion } from './sources/named-version.ts'
import { spelledOut } from './spelled-out.ts'
import { toolOf } from './tools.ts'

interface Marked extends MigrationTarget {
  readonly marked: string[]
  readonly problem: Problem | null
}

/** What was marked stays so, and whoever ended the rest, or let its time run out, is told of it. */
const cutShort = (done: readonly Marked[], signal: AbortSignal): ProvostError => {
  const { code, title } = cancelled(signal)
  const marked = done.filter(({ problem }) => problem === null).map(({ target, marked: versions }) => `${target} ${versions.join(' ')}`)
  return new ProvostError(code, code === 'call.cancelled' ? 'The baseline was cancelled before its end.' : title, {
    detail: marked.length === 0 ? 'Nothing was marked.' : `Marked before: ${marked.join(', ')}.`,
    remedy: ['Give the same baseline again: what is marked stays so.'],
    retryable: true,
  })
}

/**
 * Marks migrations as applied, without running them, on each target.
 * @throws ProvostError `migration.*`, `connection.read-only`, `confirmation.*`
 */
export const baselineTargets = async (
  services: MigrationServices,
  {
    targets: selection,
    source: directory,
    to,
    confirm,
  }: {
    readonly targets: TargetSelection
    readonly source?: string | undefined
    readonly to?: string | undefined
    readonly confirm?: string | undefined
  },
  caller: Caller,
  signal: AbortSignal,
): Promise<{ targets: Marked[]; skipped: PassedOver[] }> => {
  const { audit } = services
  const { name: operator, roles } = caller.operator
  const selected = withoutForbidden(selectTargets(services, selection))
  const targets = workedOn(selected)
  const source = await oneSource(selected, await sourcesFor(directory))
  refuseNamedMismatch(targets, source)
  confirmProduction(targets, confirm)
  const tool = toolOf(source.tool)
  const passwords = passwordsOnce(services)
  const spec = {
    source,
    operator,
    limits: workLimitsOf(limitsOf({}, 1)),
    waived: [],
    admit: admitAll,
    passwords,
    swept: new Set<string>(),
    log: () => undefined,
  }
  const done = new Map<string, Marked>()
  const each = inLanes(targets, { lanes: askedAtOnce, key: ({ target }) => placeOf(target), signal }, async (selected, stop) => {
    const { target, record, config } = selected
    try {
      const mismatch = engineMismatch(selected, source)
      if (mismatch !== null) throw mismatch
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
  try {
    for await (const _ of each);
  } catch (error) {
    if (signal.aborted) throw cutShort([...done.values()], signal)
    throw error
  }
  return { targets: targets.flatMap(({ target }) => done.get(target.target) ?? []), skipped: passedOver(selected) }
}
