import { type Problem, ProvostError } from '#contract/errors.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { askedAtOnce, askPatienceMs } from './asking.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { onSession, passwordsOnce } from './open-work.ts'
import type { BackFrom } from './rollback-digest.ts'
import type { SelectedTarget } from './select-targets.ts'
import type { MigrationSource } from './sources/source.ts'
import { sameTargets } from './spelled-out.ts'
import type { FrozenWay, RollbackTo } from './tool.ts'
import { wayBackOf } from './way-back-of.ts'

/** What a rollback may take back from each target, by its name; or why that was not known when it was begun. */
export type FrozenWays = Readonly<Record<string, FrozenWay | { readonly problem: Problem }>>

const asOption = (to: RollbackTo): string => ('steps' in to ? `--steps ${to.steps}` : `--to ${to.version ?? 'base'}`)

/** What was not known when it was confirmed is not done by a resume: it is for a rollback of its own. */
const withNewRollback = (problem: Problem, to: RollbackTo): Problem => ({
  ...problem,
  remedy: [
    ...problem.remedy,
    // To a version that was never applied here no other rollback leads either.
    ...(problem.code === 'migration.version-unknown'
      ? []
      : [`Then begin a new rollback for it: provost migrate rollback ${asOption(to)}${sameTargets}`]),
  ],
})

/** What may be taken back from one target, or what to tell of it. A run that an earlier Provost began has nothing written down. */
export const frozenFor = (ways: FrozenWays, target: string, to: RollbackTo): FrozenWays[string] => {
  const way = Object.hasOwn(ways, target) ? ways[target] : undefined
  if (way !== undefined && !('problem' in way)) return way
  const unwritten = (): Problem =>
    new ProvostError('migration.plan-changed', `Where ${target} stood when the rollback was begun was not written down.`, {
      detail: 'Nothing is taken back: it could be more than was confirmed.',
    }).toJSON()
  return { problem: withNewRollback(way?.problem ?? unwritten(), to) }
}

/**
 * What is to be taken back from each target as it stands now. A run that broke off in the middle and is gone on with would count its steps
 * anew from wherever it had come to, and a version that came meanwhile would go with the others: more than anybody confirmed. `applied` are
 * the versions in any of the ledgers, `back` is what nothing keeps from being taken back.
 */
export const freezeWays = async (
  services: Pick<MigrationServices, 'sessions' | 'startChild'>,
  targets: readonly SelectedTarget[],
  source: MigrationSource,
  to: RollbackTo,
  { signal, concurrency = askedAtOnce }: { readonly signal: AbortSignal; readonly concurrency?: number | undefined },
): Promise<{ readonly ways: FrozenWays; readonly applied: readonly string[]; readonly back: readonly BackFrom[] }> => {
  const passwords = passwordsOnce(services)
  const fitting = targets.filter(({ skipped, config }) => skipped === null && source.engines.includes(config.engine))
  const ways = new Map<string, FrozenWays[string]>()
  const applied = new Set<string>()
  const back: BackFrom[] = []
  const each = inLanes(fitting, { lanes: concurrency, key: ({ target }) => placeOf(target), signal }, async (selected, stop) => {
    const { target } = selected
    const keptFrom = (problem: Problem): void => {
      ways.set(target.target, { problem })
    }
    try {
      const { judgement, way } = await onSession(services, selected, { passwords, readWrite: false, signal: stop }, (session) =>
        wayBackOf(session, source, to, { signal: stop, timeoutMs: askPatienceMs }),
      )
      for (const version of judgement.applied) applied.add(version)
      const { versions, stays, problems } = way
      const [problem] = problems
      // With versions it is the tool that refuses, in the run: what keeps them may be mended until it is resumed.
      if (problem !== undefined && versions.length === 0) keptFrom(problem)
      else ways.set(target.target, { versions, stays })
      if (problem === undefined && versions.length > 0) back.push({ target: target.target, engine: target.engine, versions, stays })
    } catch (error) {
      if (!(error instanceof ProvostError) || stop.aborted) throw error
      keptFrom(error.toJSON())
    }
  })
  for await (const _ of each);
  return { ways: Object.fromEntries(ways), applied: [...applied], back }
}
