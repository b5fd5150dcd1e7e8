import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationPlan, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { absentTarget } from './absent-target.ts'
import { isAlembic, sqlOfAlembic, withAncestors } from './alembic/index.ts'
import { inLanes } from './in-lanes.ts'
import type { MigrationServices } from './migration-services.ts'
import { passwordsOnce } from './open-work.ts'
import { prepared } from './own/index.ts'
import { lookInto } from './prisma/index.ts'
import { withoutForbidden } from './refuse.ts'
import { type SelectedTarget, selectTargets } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import { namedVersion } from './sources/named-version.ts'
import type { MigrationSource, SourceMigration } from './sources/source.ts'
import { judgeTarget } from './status.ts'

type PlanServices = Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild' | 'clock' | 'state'>
type PlannedTarget = MigrationPlan['targets'][number]
type PlannedMigration = MigrationPlan['migrations'][number]

/** At once, per server. */
const lanes = 8

const upTo = (source: MigrationSource, engine: EngineKind, versions: readonly string[], to: string | undefined): readonly string[] => {
  if (to === undefined) return versions
  const order = source.migrations(engine).map(({ version }) => version)
  const end = order.indexOf(namedVersion(source, [engine], to))
  if (end === -1)
    throw new ProvostError('migration.version-unknown', `The source has no version ${to}.`, {
      detail: `It has: ${order.join(', ') || 'none'}.`,
      remedy: ['Name one of them.'],
    })
  // Branches stand beside each other in the order: one is reached without the others.
  const needed = isAlembic(source) ? withAncestors(source.graph, order.slice(end, end + 1)) : new Set(order.slice(0, end + 1))
  return versions.filter((version) => needed.has(version))
}

const planTarget = async (
  target: SelectedTarget,
  source: MigrationSource,
  to: string | undefined,
  judge: () => ReturnType<typeof judgeTarget>,
): Promise<PlannedTarget> => {
  if (target.skipped !== null) return { ...target.target, state: 'unreachable', versions: [], skipped: target.skipped, problems: [] }
  try {
    const { state, pending, problems } = await judge()
    const versions = [...upTo(source, target.config.engine, pending, to)]
    return {
      ...target.target,
      state,
      versions,
      skipped: null,
      problems: [...problems],
    }
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code === 'call.cancelled' || error.code === 'migration.version-unknown') throw error
    return {
      ...target.target,
      state: 'unreachable',
      versions: [],
      skipped: null,
      problems: [error.toJSON()],
    }
  }
}

const describe = async (
  tool: MigrationSource['tool'],
  engine: EngineKind,
  migration: SourceMigration,
  told: string | undefined,
): Promise<PlannedMigration> => {
  const { version, name, sha256, file, sql, downSql } = migration
  const shown = { version, name, sha256, file, sql: sql ?? told ?? null, engine, reversible: downSql !== null || tool === 'alembic' }
  if (sql === null) return { ...shown, transactional: engine !== 'mysql', statements: [] }
  // Prisma sends its scripts whole; ours are taken apart as they will be run.
  const { statements, transactional } = tool === 'prisma' ? await lookInto(engine, sql) : await prepared(engine, migration, 'up')
  return {
    ...shown,
    transactional,
    statements: statements.map(({ text, line, transactional: inside }) => ({ sql: text, line, transactional: inside })),
  }
}

/** What would be done: the exact SQL, and which targets get which of it. Lint is the caller's to add. */
export const planMigrations = async (
  services: PlanServices,
  {
    targets: selection,
    source: directory,
    to,
  }: { readonly targets: TargetSelection; readonly source?: string | undefined; readonly to?: string | undefined },
  operator: string,
  signal: AbortSignal,
): Promise<{ readonly plan: Omit<MigrationPlan, 'lint'>; readonly source: MigrationSource }> => {
  const selected = selectTargets(services, selection)
  const targets = withoutForbidden(selected.targets)
  const source = await oneSource(targets, await sourcesFor(directory))
  const passwords = passwordsOnce(services)
  const planned = new Map<SelectedTarget, PlannedTarget>()
  const each = inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    planned.set(target, await planTarget(target, source, to, () => judgeTarget(services, target, source, passwords, stop)))
  })
  for await (const _ of each);
  const inOrder = targets.flatMap((target) => planned.get(target) ?? [])
  const range = { command: 'upgrade', to: to === undefined ? null : namedVersion(source, source.engines, to) } as const
  const ranges = new Map([...planned].map(([target, { versions }]) => [target, { versions, range }]))
  const toldBy = isAlembic(source)
    ? await sqlOfAlembic(services, source, ranges, { passwords, operator, signal })
    : new Map<string, string>()
  const migrations: PlannedMigration[] = []
  for (const engine of source.engines) {
    const wanted = new Set(inOrder.filter((target) => target.engine === engine).flatMap(({ versions }) => versions))
    for (const migration of source.migrations(engine))
      if (wanted.has(migration.version))
        migrations.push(await describe(source.tool, engine, migration, toldBy.get(`${engine} ${migration.version}`)))
  }
  const absent = selected.absent.map(
    (each): PlannedTarget => ({
      ...absentTarget(each, services, source.engines[0]),
      state: 'unreachable',
      versions: [],
      skipped: each.skipped,
      problems: [],
    }),
  )
  const { tool, title } = source
  return { source, plan: { source: { tool, title, directory: source.directory }, migrations, targets: [...inOrder, ...absent] } }
}
