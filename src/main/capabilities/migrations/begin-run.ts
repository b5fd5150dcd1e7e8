import { ProvostError } from '#contract/errors.ts'
import type { LintFinding, MigrationTarget, Run, TargetSelection } from '#contract/migrations.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { absentTarget } from './absent-target.ts'
import { confirmProduction, confirmRollback } from './confirm.ts'
import { engineProblem } from './engine-problem.ts'
import { howFarBack } from './how-far-back.ts'
import { refuseLintOf } from './lint-of-targets.ts'
import type { MigrationServices } from './migration-services.ts'
import { withoutForbidden } from './refuse.ts'
import { rollbackDestinations } from './rollback-destinations.ts'
import { type AskedLimits, limitsOf } from './run-limits.ts'
import { type MigrationRunBody, migrationOperation } from './run-operation.ts'
import { type AbsentTarget, type SelectedTarget, selectTargets } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import { namedVersion } from './sources/named-version.ts'
import { rememberSource } from './sources/remembered.ts'
import { snapshotOf } from './sources/snapshot.ts'
import type { MigrationSource } from './sources/source.ts'
import type { RollbackTo } from './tool.ts'

interface Asked extends AskedLimits {
  readonly targets: TargetSelection
  readonly source?: string | undefined
  readonly confirm?: string | undefined
}

const backWords = (to: RollbackTo): string => {
  if ('steps' in to) return to.steps === 1 ? 'by one version' : `by ${to.steps} versions`
  return to.version === null ? 'to before the first version' : `to ${to.version}`
}

interface Waived {
  readonly rule: string
  readonly reason: string
}

/** What the call waives in every file, and what files waive at one statement: of the whole source the run may apply. */
const auditedWaivers = (waive: readonly Waived[], letPass: readonly LintFinding[]): { readonly waived?: readonly string[] } => {
  const byCall = new Set(waive.map(({ rule, reason }) => `${rule}: ${reason}`))
  const byFile = letPass.filter(({ rule, waived }) => !byCall.has(`${rule}: ${waived}`))
  const told = [...byCall, ...new Set(byFile.map(({ version, rule, waived }) => `${version} ${rule}: ${waived}`))]
  return told.length === 0 ? {} : { waived: told }
}

const begin = (
  services: MigrationServices,
  {
    caller,
    selected,
    source,
    way,
    waive,
    letPass,
    limits,
  }: {
    readonly caller: Caller
    readonly selected: { readonly targets: readonly SelectedTarget[]; readonly absent: readonly AbsentTarget[] }
    readonly source: MigrationSource
    readonly way: MigrationRunBody['way']
    readonly waive: readonly Waived[]
    /** What the lint lets pass of the frozen source, by the call or by a file. */
    readonly letPass: readonly LintFinding[]
    readonly limits: AskedLimits
  },
): Run => {
  const { runs, audit, state } = services
  const { name: operator, roles } = caller.operator
  const targets = selected.targets.map((each) => ({ target: each.target, skipped: each.skipped ?? engineProblem(each, source) }))
  const worked = targets.filter(({ skipped }) => skipped === null)
  const engines = [...new Set(worked.map(({ target }) => target.engine))]
  const body: MigrationRunBody = { way, source: snapshotOf(source, engines), operator, roles, waived: waive.map(({ rule }) => rule) }
  const [engine] = engines
  const absent = selected.absent.map((each) => ({ target: absentTarget(each, services, engine), skipped: each.skipped }))
  const versions = engine === undefined ? [] : source.migrations(engine).map(({ version, name, sha256 }) => ({ version, name, sha256 }))
  const count = worked.length === 1 ? (worked[0]?.target.target ?? '') : `${worked.length} targets`
  const plan = { source: { tool: source.tool, title: source.title, directory: source.directory }, versions, body }
  const runLimits = limitsOf(limits, worked.length)
  return state.write(() => {
    const run = runs.begin(
      {
        kind: `migration.${way.kind}`,
        title:
          way.kind === 'apply'
            ? `Migrate ${count} to ${way.to ?? versions.at(-1)?.version ?? 'nothing'}`
            : `Roll back ${count} ${backWords(way.to)}`,
        plan,
        limits: runLimits,
        operator,
        targets: [...targets, ...absent],
      },
      migrationOperation(services, plan, runLimits),
    )
    if (source.directory !== null) rememberSource(state, source.directory, services.clock())
    audit.append({
      operator,
      roles,
      action: `migration.${way.kind}`,
      target: run.id,
      outcome: 'done',
      detail: {
        source: source.directory ?? source.title,
        tool: source.tool,
        targets: worked.map(({ target }) => target.target),
        ...(way.kind === 'apply' ? { to: way.to } : { to: way.to }),
        ...auditedWaivers(waive, letPass),
      },
    })
    return run
  })
}

const noSuchVersion = (version: string, source: MigrationSource, engines: readonly MigrationTarget['engine'][]): void => {
  const known = engines.some((engine) => source.migrations(engine).some((migration) => migration.version === version))
  if (known) return
  throw new ProvostError('migration.version-unknown', `The source has no version ${version}.`, {
    detail: `${source.title} has: ${engines.flatMap((engine) => source.migrations(engine).map((each) => each.version)).join(', ') || 'none'}.`,
    remedy: ['Name one of them.'],
  })
}

const worked = (targets: readonly SelectedTarget[]) => targets.filter(({ skipped }) => skipped === null)

/**
 * Freezes a plan and begins to work on it.
 * @throws ProvostError `migration.*`, `connection.read-only`, `confirmation.*`
 */
export const beginApply = async (
  services: MigrationServices,
  input: Asked & { readonly to?: string | undefined; readonly waive: readonly Waived[] },
  caller: Caller,
  signal: AbortSignal,
): Promise<Run> => {
  const selected = selectTargets(services, input.targets)
  const targets = withoutForbidden(selected.targets)
  const source = await oneSource(targets, await sourcesFor(input.source))
  const engines = [...new Set(worked(targets).map(({ config }) => config.engine))]
  const to = input.to === undefined ? undefined : namedVersion(source, engines, input.to)
  if (to !== undefined && engines.length > 0) noSuchVersion(to, source, engines)
  const letPass = await refuseLintOf(services, source, worked(targets), { ...input, to }, signal)
  confirmProduction(targets, input.confirm)
  const way = { kind: 'apply', to: to ?? null } as const
  return begin(services, { caller, selected: { ...selected, targets }, source, way, waive: input.waive, letPass, limits: input })
}

/**
 * @throws ProvostError `migration.*`, `connection.read-only`, `confirmation.*`, `call.invalid`
 */
export const beginRollback = async (
  services: MigrationServices,
  input: Asked & { readonly to?: string | undefined; readonly steps?: number | undefined },
  caller: Caller,
  signal: AbortSignal,
): Promise<Run> => {
  const to = howFarBack(input)
  const selected = selectTargets(services, input.targets)
  const targets = withoutForbidden(selected.targets)
  const source = await oneSource(targets, await sourcesFor(input.source))
  confirmRollback(targets, input.confirm)
  const stays = 'steps' in to ? await rollbackDestinations(services, targets, source, to, signal) : {}
  return begin(services, {
    caller,
    selected: { ...selected, targets },
    source,
    way: { kind: 'rollback', to, stays },
    waive: [],
    letPass: [],
    limits: input,
  })
}
