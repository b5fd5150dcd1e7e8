import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { RollbackPlan, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { absentTarget } from './absent-target.ts'
import { isAlembic, sqlOfAlembic } from './alembic/index.ts'
import { rollbackWord } from './confirm.ts'
import { engineProblem } from './engine-problem.ts'
import { howFarBack } from './how-far-back.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { onSession, type Passwords, passwordsOnce, readerOf } from './open-work.ts'
import { downFile, prepared } from './own/index.ts'
import { withoutForbidden } from './refuse.ts'
import { lossesOf } from './rollback-losses.ts'
import { type SelectedTarget, selectTargets } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import type { MigrationSource, SourceMigration } from './sources/source.ts'
import type { RollbackTo } from './tool.ts'
import { toolOf } from './tools.ts'

type PlanServices = Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild' | 'clock' | 'state'>
type PlannedTarget = RollbackPlan['targets'][number]
type PlannedWay = RollbackPlan['ways'][number]

/** At once, per server. */
const lanes = 8
/** A database that does not answer a statement within this time does not answer. */
const patienceMs = 15_000

/** The row of a target of which nothing is known yet. */
const blank = () => ({ state: 'unreachable' as const, versions: [], oneWay: [], stays: null, losses: [], problems: [] })

const planTarget = async (
  services: PlanServices,
  target: SelectedTarget,
  {
    source,
    to,
    passwords,
    signal,
  }: { readonly source: MigrationSource; readonly to: RollbackTo; readonly passwords: Passwords; readonly signal: AbortSignal },
): Promise<PlannedTarget> => {
  if (target.skipped !== null) return { ...target.target, ...blank(), skipped: target.skipped }
  try {
    return await onSession(services, target, { passwords, readWrite: false, signal }, async (session) => {
      const options = { signal, timeoutMs: patienceMs }
      const reader = readerOf(session)
      const tables = await session.tables(options)
      const tool = toolOf(source.tool)
      const { state } = await tool.judge(reader, source, tables, options)
      const { versions, oneWay, stays, problems } = await tool.wayBack(reader, source, tables, to, options)
      const losses = problems.length > 0 ? [] : await lossesOf(reader, source, tables, versions, options)
      return {
        ...target.target,
        state,
        versions: [...versions],
        oneWay: [...oneWay],
        stays,
        losses,
        skipped: null,
        problems: [...problems],
      }
    })
  } catch (error) {
    if (!(error instanceof ProvostError) || signal.aborted) throw error
    return { ...target.target, ...blank(), skipped: null, problems: [error.toJSON()] }
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
  const untold = { ...shown, transactional: engine !== 'mysql', statements: [] }
  if (downSql === null) return untold
  try {
    const { statements, transactional } = await prepared(engine, migration, 'down')
    return {
      ...shown,
      transactional,
      statements: statements.map(({ text, line, transactional: inside }) => ({ sql: text, line, transactional: inside })),
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
  },
  operator: string,
  signal: AbortSignal,
): Promise<RollbackPlan> => {
  const to = howFarBack(input)
  const selected = selectTargets(services, input.targets)
  const allowed = withoutForbidden(selected.targets)
  const source = await oneSource(allowed, await sourcesFor(input.source))
  // The count to be typed is the procedure's own, before engines are looked at: see `beginRollback`.
  const confirm = rollbackWord(allowed)
  const targets = allowed.map((target) => ({ ...target, skipped: target.skipped ?? engineProblem(target, source) }))
  const passwords = passwordsOnce(services)
  const planned = new Map<SelectedTarget, PlannedTarget>()
  const each = inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    planned.set(target, await planTarget(services, target, { source, to, passwords, signal: stop }))
  })
  for await (const _ of each);
  const inOrder = targets.flatMap((target) => planned.get(target) ?? [])
  const ranges = new Map(
    [...planned]
      .filter(([, { problems }]) => problems.length === 0)
      .map(([target, { versions, stays }]) => [target, { versions, range: { command: 'downgrade', to: stays } as const }]),
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
    (target): PlannedTarget => ({ ...absentTarget(target, services, source.engines[0]), ...blank(), skipped: target.skipped }),
  )
  const { tool, title, directory } = source
  return { source: { tool, title, directory }, ways, targets: [...inOrder, ...absent], confirm }
}
