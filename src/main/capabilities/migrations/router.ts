import type { EngineKind } from '#contract/connections.ts'
import { blueprint, blueprints } from '../../fleet/blueprints/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import { baselineTargets } from './baseline.ts'
import { beginApply, beginRollback } from './begin-run.ts'
import { watchDrift } from './drift/index.ts'
import { exportRun } from './export-run.ts'
import { historyOf } from './history.ts'
import { blockingFindings, judgedOf, lintWhole } from './lint/index.ts'
import { lintPlanned } from './lint-of-targets.ts'
import type { MigrationServices } from './migration-services.ts'
import { newMigration } from './new-migration.ts'
import { planMigrations } from './plan.ts'
import { planRollback } from './plan-rollback.ts'
import { watchRehearsals } from './rehearse/index.ts'
import { watchResolutions } from './resolve/index.ts'
import { migrationOperation } from './run-operation.ts'
import { soundSource } from './source-of.ts'
import { blueprintSource } from './sources/own.ts'
import { readSource } from './sources/read-source.ts'
import { rememberedSources } from './sources/remembered.ts'
import { watchStatus } from './status.ts'
import { viewSource } from './view-source.ts'

/** The `migrations` part of the bridge. */
export const createMigrationsRouter = (services: MigrationServices) => {
  const { runs, audit, state } = services
  return {
    source: bridge.migrations.source.handler(async ({ input }) => {
      const { directory } = input
      const source = directory === undefined ? await blueprintSource(blueprint(input.blueprint ?? 'aada')) : await readSource(directory)
      return viewSource(source)
    }),
    sources: bridge.migrations.sources.handler(() => ({
      directories: rememberedSources(state),
      blueprints: blueprints().map(({ id, title }) => ({ id, title })),
    })),
    status: bridge.migrations.status.handler(async function* ({ input, context: { signal } }) {
      return yield* watchStatus(services, input, signal)
    }),
    history: bridge.migrations.history.handler(({ input, context: { signal } }) => historyOf(services, input.target, signal)),
    plan: bridge.migrations.plan.handler(async ({ input, context: { signal } }) => {
      const { plan, source } = await planMigrations(services, input, signal)
      const planned = new Map<EngineKind, string[]>()
      for (const { engine, version } of plan.migrations) planned.set(engine, [...(planned.get(engine) ?? []), version])
      return { ...plan, lint: await lintPlanned(source, planned, input.waive, signal) }
    }),
    apply: bridge.migrations.apply.handler(({ input, context: { caller, signal } }) => beginApply(services, input, caller, signal)),
    planRollback: bridge.migrations.planRollback.handler(({ input, context: { caller, signal } }) =>
      planRollback(services, input, caller.operator.name, signal),
    ),
    rollback: bridge.migrations.rollback.handler(({ input, context: { caller, signal } }) =>
      beginRollback(services, input, caller, signal),
    ),
    baseline: bridge.migrations.baseline.handler(({ input, context: { caller, signal } }) =>
      baselineTargets(services, input, caller, signal),
    ),
    lint: bridge.migrations.lint.handler(async ({ input, context: { signal } }) => {
      const source = soundSource(await readSource(input.source))
      const findings = await lintWhole(source, signal, input.engine)
      const { judged, notJudged } = judgedOf(source, findings)
      return { findings, blocking: blockingFindings(findings).length, judged, notJudged }
    }),
    rehearse: bridge.migrations.rehearse.handler(async function* ({ input, context: { caller, signal } }) {
      return yield* watchRehearsals(services, input, caller, signal)
    }),
    drift: bridge.migrations.drift.handler(async function* ({ input, context: { caller, signal } }) {
      return yield* watchDrift(services, input, caller.operator.name, signal)
    }),
    resolve: bridge.migrations.resolve.handler(async function* ({ input, context: { caller, signal } }) {
      return yield* watchResolutions(services, input, caller, signal)
    }),
    create: bridge.migrations.create.handler(async ({ input, context: { caller } }) => {
      const { name: operator, roles } = caller.operator
      const { version, files } = await newMigration(input.source, input.name)
      audit.append({ operator, roles, action: 'migration.create', target: input.source, outcome: 'done', detail: { files: [...files] } })
      return { version, files: [...files] }
    }),
    runs: bridge.migrations.runs.handler(({ input }) => ({ runs: runs.list(input.limit) })),
    run: bridge.migrations.run.handler(({ input }) => runs.show(input.run)),
    runLog: bridge.migrations.runLog.handler(({ input }) => ({ lines: runs.log(input.run, input.target, input.limit) })),
    watch: bridge.migrations.watch.handler(async function* ({ input, context: { signal } }) {
      yield* runs.watch(input.run, signal)
    }),
    resume: bridge.migrations.resume.handler(({ input, context: { caller } }) => {
      const { name: operator, roles } = caller.operator
      return state.write(() => {
        const { limits } = runs.show(input.run).run
        const run = runs.resume(input.run, { ...input, operator }, (plan) => migrationOperation(services, plan, limits, caller))
        audit.append({ operator, roles, action: 'migration.resume', target: run.id, outcome: 'done', detail: { failed: input.failed } })
        return { run }
      })
    }),
    pause: bridge.migrations.pause.handler(({ input, context: { caller } }) => {
      const { name: operator, roles } = caller.operator
      return state.write(() => {
        const run = runs.pause(input.run)
        audit.append({ operator, roles, action: 'migration.pause', target: run.id, outcome: 'done' })
        return { run }
      })
    }),
    stop: bridge.migrations.stop.handler(({ input, context: { caller } }) => {
      const { name: operator, roles } = caller.operator
      return state.write(() => {
        const run = runs.stop(input.run)
        audit.append({ operator, roles, action: 'migration.stop', target: run.id, outcome: 'done' })
        return { run }
      })
    }),
    exportRun: bridge.migrations.exportRun.handler(({ input, context: { caller } }) => exportRun(services, input.run, caller)),
  }
}
