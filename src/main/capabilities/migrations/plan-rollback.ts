import type { EngineKind } from '#contract/connections.ts'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { RollbackPlan, TargetSelection } from '#contract/migrations.ts'
import { rollbackFacts } from '#contract/rollback-facts.ts'
import { mayChangeOtherRows } from '../../engines/index.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { absentTarget } from './absent-target.ts'
import { isAlembic, sqlOfAlembic } from './alembic/index.ts'
import { askedAtOnce, askPatienceMs } from './asking.ts'
import { rollbackWord } from './confirm.ts'
import { engineProblem } from './engine-problem.ts'
import { howFarBack } from './how-far-back.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { onSession, type Passwords, passwordsOnce } from './open-work.ts'
import { downFile, prepared } from './own/index.ts'
import { passedOver } from './passed-over.ts'
import { withoutForbidden } from './refuse.ts'
import { rollbackDigest } from './rollback-digest.ts'
import { lossesOf } from './rollback-losses.ts'
import { type SelectedTarget, selectTargets } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import type { MigrationSource, SourceMigration } from './sources/source.ts'
import { spelledOut } from './spelled-out.ts'
import type { RollbackTo } from './tool.ts'
import { meantBack, refuseUnknown, wayBackOf } from './way-back-of.ts'

type PlanServices = Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild' | 'clock' | 'state'>
type PlannedTarget = RollbackPlan['targets'][number]
type PlannedWay = RollbackPlan['ways'][number]

/** The row of a target of which nothing is known yet. */
const blank = () => ({ state: 'unreachable' as const, versions: [], oneWay: [], stays: null, losses: [], problems: [] })

const planTarget = async (
  services: PlanServices,
  target: SelectedTarget,
  {
    source,
    to,
    passwords,
    applied,
    signal,
  }: {
    readonly source: MigrationSource
    readonly to: RollbackTo
    readonly passwords: Passwords
    /** Gathers the versions in the ledgers. */
    readonly applied: Set<string>
    readonly signal: AbortSignal
  },
): Promise<PlannedTarget> => {
  if (target.skipped !== null) return { ...target.target, ...blank(), skipped: target.skipped }
  const toldHere = (problem: Problem): Problem => spelledOut(problem, { target: target.target, source })
  try {
    return await onSession(services, target, { passwords, readWrite: false, signal }, async (session) => {
      const options = { signal, timeoutMs: askPatienceMs }
      const { reader, tables, judgement, way } = await wayBackOf(session, source, to, options)
      for (const version of judgement.applied) applied.add(version)
      const { versions, oneWay, stays, problems } = way
      const losses = problems.length > 0 ? [] : await lossesOf(reader, source, tables, versions, options)
      return {
        ...target.target,
        state: judgement.state,
        versions: [...versions],
        oneWay: [...oneWay],
        stays,
        losses,
        skipped: null,
        problems: problems.map(toldHere),
      }
    })
  } catch (error) {
    if (!(error instanceof ProvostError) || signal.aborted) throw error
    return { ...target.target, ...blank(), skipped: null, problems: [toldHere(error.toJSON())] }
  }
}

const isReversible = (source: MigrationSource, { version, downSql }: SourceMigration): boolean =>
  isAlembic(source) ? source.graph.revisions.get(version)?.hasDowngrade !== false : downSql !== null

const describe = async (
  source: MigrationSource,
  engine: EngineKind,
  migration: SourceMigration,
  told: string | undefined,
): Promise<PlannedWay> => {
  const { version, name, file, downSql } = migration
  const reversible = isReversible(source, migration)
  const shown = { version, name, engine, reversible, file: downSql === null ? file : downFile(migration), sql: downSql ?? told ?? null }
  const untold = { ...shown, mayChangeRows: reversible, transactional: engine !== 'mysql', statements: [], empty: false }
  if (downSql === null) return untold
  try {
    const { statements, transactional } = await prepared(engine, migration, 'down')
    return {
      ...shown,
      mayChangeRows: mayChangeOtherRows(engine, statements),
      transactional,
      statements: statements.map(({ text, line, transactional: inside }) => ({ sql: text, line, transactional: inside })),
      empty: statements.length === 0,
    }
  } catch (error) {
    // A text that cannot be taken apart is a problem of each target that would get it, told there.
    if (error instanceof ProvostError) return untold
    throw error
  }
}

/**
 * What a rollback would do, and to whom: the exact SQL in order, what would be gone, which have no way back, who is passed over.
 * @throws ProvostError `migration.*`, `connection.read-only`, `call.invalid`
 */
export const planRollback = async (
  services: PlanServices,
  input: {
    readonly targets: TargetSelection
    readonly source?: string | undefined
    readonly to?: string | undefined
    readonly steps?: number | undefined
    readonly concurrency?: number | undefined
  },
  operator: string,
  signal: AbortSignal,
): Promise<RollbackPlan> => {
  const to = howFarBack(input)
  const selected = withoutForbidden(selectTargets(services, input.targets))
  const source = await oneSource(selected, await sourcesFor(input.source))
  // The count to be typed is the procedure's own, before engines are looked at: see `beginRollback`.
  const confirm = rollbackWord(selected.targets)
  const targets = selected.targets.map((target) => ({ ...target, skipped: target.skipped ?? engineProblem(target, source) }))
  const passwords = passwordsOnce(services)
  const planned = new Map<SelectedTarget, PlannedTarget>()
  const applied = new Set<string>()
  const each = inLanes(
    targets,
    { lanes: input.concurrency ?? askedAtOnce, key: ({ target }) => placeOf(target), signal },
    async (target, stop) => {
      planned.set(target, await planTarget(services, target, { source, to, passwords, applied, signal: stop }))
    },
  )
  for await (const _ of each);
  const engines = [...new Set(targets.filter(({ skipped }) => skipped === null).map(({ config }) => config.engine))]
  refuseUnknown(meantBack(source, engines, [...applied], to), source, engines, [...applied])
  const inOrder = targets.flatMap((target) => planned.get(target) ?? [])
  const ranges = new Map(
    [...planned].filter(([, { problems }]) => problems.length === 0).map(([target, { versions, stays }]) => [target, { versions, stays }]),
  )
  const toldBy = isAlembic(source)
    ? await sqlOfAlembic(services, source, ranges, { passwords, operator, signal })
    : new Map<string, string>()
  const ways: PlannedWay[] = []
  for (const engine of source.engines) {
    const wanted = new Set(inOrder.filter((target) => target.engine === engine).flatMap(({ versions }) => versions))
    for (const migration of source.migrations(engine).toReversed())
      if (wanted.has(migration.version)) ways.push(await describe(source, engine, migration, toldBy.get(`${engine} ${migration.version}`)))
  }
  const absent = selected.absent.map(
    (target): PlannedTarget => ({ ...absentTarget(target, source.engines[0]), ...blank(), skipped: target.skipped }),
  )
  const { tool, title, directory } = source
  return {
    source: { tool, title, directory },
    ways,
    targets: [...inOrder, ...absent],
    skipped: passedOver({ ...selected, targets }),
    confirm,
    plan: rollbackDigest(source, rollbackFacts({ targets: inOrder }).back),
  }
}
