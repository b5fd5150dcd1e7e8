import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationPlan, TargetSelection } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { absentTarget } from './absent-target.ts'
import { isAlembic, textsOfRevisions } from './alembic/index.ts'
import { askedAtOnce } from './asking.ts'
import { inLanes } from './in-lanes.ts'
import { isLedgerWaived } from './ledger-waiver.ts'
import { checkWaivers, type LintAsked } from './lint-of-targets.ts'
import type { MigrationServices } from './migration-services.ts'
import { passwordsOnce } from './open-work.ts'
import { prepared } from './own/index.ts'
import { passedOver } from './passed-over.ts'
import { lookInto } from './prisma/index.ts'
import { withoutForbidden } from './refuse.ts'
import { enginesOf, type SelectedTarget, selectTargets, workedOn } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import { wantedVersion } from './sources/named-version.ts'
import type { MigrationSource, SourceMigration } from './sources/source.ts'
import { judgeTarget } from './status.ts'
import { versionsNeededFor } from './versions-needed.ts'

type PlanServices = Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild' | 'clock' | 'state'>
type PlannedTarget = MigrationPlan['targets'][number]
type PlannedMigration = MigrationPlan['migrations'][number]

const planTarget = async (
  target: SelectedTarget,
  source: MigrationSource,
  { to, waive }: { readonly to?: string | undefined; readonly waive: LintAsked['waive'] },
  judge: () => ReturnType<typeof judgeTarget>,
): Promise<PlannedTarget> => {
  if (target.skipped !== null) return { ...target.target, state: 'unreachable', versions: [], skipped: target.skipped, problems: [] }
  try {
    const { state, pending, problems } = await judge()
    const rules = waive.map(({ rule }) => rule)
    const needed = versionsNeededFor(source, target.config.engine, to)
    const versions = pending.filter((version) => needed.has(version))
    return {
      ...target.target,
      state,
      versions,
      skipped: null,
      // What is waived keeps nobody from applying, so it is no problem of the plan; the state still says how the target stands.
      problems: problems.filter(({ code }) => !isLedgerWaived(code, rules)),
    }
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code === 'call.cancelled') throw error
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
  told: string | null,
): Promise<PlannedMigration> => {
  const { version, name, sha256, file, sql, downSql } = migration
  const shown = { version, name, sha256, file, sql: sql ?? told, engine, reversible: downSql !== null || tool === 'alembic' }
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
    to: written,
    waive,
    concurrency: lanes = askedAtOnce,
  }: {
    readonly targets: TargetSelection
    readonly source?: string | undefined
    readonly to?: string | undefined
    readonly waive: LintAsked['waive']
    readonly concurrency?: number | undefined
  },
  signal: AbortSignal,
): Promise<{ readonly plan: Omit<MigrationPlan, 'lint'>; readonly source: MigrationSource }> => {
  checkWaivers(waive)
  const selected = withoutForbidden(selectTargets(services, selection))
  const { targets } = selected
  const source = await oneSource(selected, await sourcesFor(directory))
  const to = wantedVersion(source, enginesOf(workedOn(selected)), written)
  const passwords = passwordsOnce(services)
  const planned = new Map<SelectedTarget, PlannedTarget>()
  const each = inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    planned.set(target, await planTarget(target, source, { to, waive }, () => judgeTarget(services, target, source, passwords, stop)))
  })
  for await (const _ of each);
  const inOrder = targets.flatMap((target) => planned.get(target) ?? [])
  const migrations: PlannedMigration[] = []
  for (const engine of source.engines) {
    const wanted = new Set(inOrder.filter((target) => target.engine === engine).flatMap(({ versions }) => versions))
    const planned = source.migrations(engine).filter(({ version }) => wanted.has(version))
    const versions = planned.map(({ version }) => version)
    const texts = isAlembic(source) && versions.length > 0 ? await textsOfRevisions(source, engine, versions, signal) : null
    for (const migration of planned)
      migrations.push(await describe(source.tool, engine, migration, texts?.get(migration.version)?.sql ?? null))
  }
  const absent = selected.absent.map(
    (each): PlannedTarget => ({
      ...absentTarget(each, source.engines[0]),
      state: 'unreachable',
      versions: [],
      skipped: each.skipped,
      problems: [],
    }),
  )
  const { tool, title } = source
  const told = { tool, title, directory: source.directory }
  return { source, plan: { source: told, migrations, targets: [...inOrder, ...absent], skipped: passedOver(selected) } }
}
