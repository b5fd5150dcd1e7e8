import { ProvostError } from '#contract/errors.ts'
import type { PassedOver, TargetSelection, TargetStatus } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { askedAtOnce, askPatienceMs } from './asking.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { onSession, type Passwords, passwordsOnce, readerOf } from './open-work.ts'
import { passedOver } from './passed-over.ts'
import { type SelectedTarget, selectTargets } from './select-targets.ts'
import { noSource, type SourceOf, sourcesFor } from './source-of.ts'
import type { MigrationSource } from './sources/source.ts'
import { spelledOut } from './spelled-out.ts'
import type { Judgement } from './tool.ts'
import { allTools, toolOf } from './tools.ts'

type StatusServices = Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild'>

/** A migration cannot be judged by files of another engine. */
const mismatch = (target: SelectedTarget, source: MigrationSource): Judgement | null => {
  if (source.engines.includes(target.config.engine)) return null
  const problem = new ProvostError('migration.engine-mismatch', `The source has no migrations for ${target.config.engine}.`, {
    detail: `${source.title}: for ${source.engines.join(', ') || 'no engine'}.`,
    remedy: ['Name a source that has them: --source DIR'],
  })
  return { tool: source.tool, applied: [], pending: [], heads: [], state: 'unmanaged', problems: [...source.problems, problem.toJSON()] }
}

/** Without a source, what the database's own ledger says. */
const withoutSource = async (
  target: SelectedTarget,
  services: StatusServices,
  passwords: Passwords,
  signal: AbortSignal,
): Promise<Judgement> =>
  onSession(services, target, { passwords, readWrite: false, signal }, async (session) => {
    const options = { signal, timeoutMs: askPatienceMs }
    const tables = await session.tables(options)
    const problems = [noSource(target.target.target).toJSON()]
    for (const tool of allTools) {
      const rows = await tool.history(readerOf(session), tables, options)
      if (rows === null) continue
      const applied = rows.filter(({ state }) => state === 'applied' || state === 'baseline').map(({ version }) => version)
      return { tool: tool.name, applied, pending: [], heads: [], state: 'unmanaged', problems }
    }
    return { tool: 'provost', applied: [], pending: [], heads: [], state: 'unmanaged', problems }
  })

/** How one target stands against its source. Throws where it cannot be asked. */
export const judgeTarget = async (
  services: StatusServices,
  target: SelectedTarget,
  source: MigrationSource | null,
  passwords: Passwords,
  signal: AbortSignal,
): Promise<Judgement> => {
  if (source === null) return withoutSource(target, services, passwords, signal)
  const unfit = mismatch(target, source)
  if (unfit !== null) return unfit
  return onSession(services, target, { passwords, readWrite: false, signal }, async (session) => {
    const options = { signal, timeoutMs: askPatienceMs }
    const judgement = await toolOf(source.tool).judge(readerOf(session), source, await session.tables(options), options)
    return { ...judgement, problems: judgement.problems.map((problem) => spelledOut(problem, { target: target.target, source })) }
  })
}

const unreachable = (target: SelectedTarget, tool: TargetStatus['tool'], error: ProvostError): TargetStatus => ({
  ...target.target,
  tool,
  applied: [],
  pending: [],
  heads: [],
  state: 'unreachable',
  problems: [error.toJSON()],
})

/** The status of one target; what keeps it from being asked is its status too. */
export const statusOf = async (
  services: StatusServices,
  target: SelectedTarget,
  { sourceOf, passwords, signal }: { readonly sourceOf: SourceOf; readonly passwords: Passwords; readonly signal: AbortSignal },
): Promise<TargetStatus> => {
  const source = await sourceOf(target)
  try {
    const judgement = await judgeTarget(services, target, source, passwords, signal)
    return {
      ...target.target,
      ...judgement,
      applied: [...judgement.applied],
      pending: [...judgement.pending],
      heads: [...judgement.heads],
      problems: [...judgement.problems],
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof ProvostError)) throw error
    return unreachable(target, source?.tool ?? 'provost', error)
  }
}

/**
 * The status of each target as it is known, a bounded number asked at once per server. Tenants that are not in service (suspended,
 * archived) are looked at as well; those without a database are named at the end.
 */
export async function* watchStatus(
  services: StatusServices,
  {
    targets,
    source,
    concurrency: lanes = askedAtOnce,
  }: { readonly targets: TargetSelection; readonly source?: string | undefined; readonly concurrency?: number | undefined },
  signal: AbortSignal,
): AsyncGenerator<TargetStatus, { skipped: PassedOver[] }> {
  const sourceOf = await sourcesFor(source)
  const selected = selectTargets(services, targets)
  const passwords = passwordsOnce(services)
  yield* inLanes(selected.targets, { lanes, key: ({ target }) => placeOf(target), signal }, (target, stop) =>
    statusOf(services, target, { sourceOf, passwords, signal: stop }),
  )
  return { skipped: passedOver({ targets: [], absent: selected.absent }) }
}
