import { ProvostError } from '#contract/errors.ts'
import type { LintFinding, PassedOver, Run, TargetSelection } from '#contract/migrations.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { absentTarget } from './absent-target.ts'
import { confirmProduction, confirmRollback } from './confirm.ts'
import { engineProblem } from './engine-problem.ts'
import { type FrozenWays, freezeWays } from './frozen-ways.ts'
import { howFarBack } from './how-far-back.ts'
import { refuseLintOf } from './lint-of-targets.ts'
import type { MigrationServices } from './migration-services.ts'
import { passedOver } from './passed-over.ts'
import { withoutForbidden } from './refuse.ts'
import { refuseUnseen } from './rollback-digest.ts'
import { type AskedLimits, limitsOf } from './run-limits.ts'
import { type MigrationRunBody, migrationOperation } from './run-operation.ts'
import { enginesOf, type Selected, selectTargets, workedOn } from './select-targets.ts'
import { oneSource, sourcesFor } from './source-of.ts'
import { wantedVersion } from './sources/named-version.ts'
import { rememberSource } from './sources/remembered.ts'
import { snapshotOf } from './sources/snapshot.ts'
import type { MigrationSource } from './sources/source.ts'
import type { RollbackTo } from './tool.ts'
import { meantBack, refuseUnknown } from './way-back-of.ts'

interface Asked extends AskedLimits {
  readonly targets: TargetSelection
  readonly source?: string | undefined
  readonly confirm?: string | undefined
}

const backWords = (to: RollbackTo): string => {
  if ('steps' in to) return to.steps === 1 ? 'by one version' : `by ${to.steps} versions`
  return to.version === null ? 'to before the first version' : `to ${to.version}`
}

/** A run that is being worked on, and who was chosen and is not worked on. */
interface Begun {
  readonly run: Run
  readonly skipped: PassedOver[]
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
    readonly selected: Selected
    readonly source: MigrationSource
    readonly way: MigrationRunBody['way']
    readonly waive: readonly Waived[]
    /** What the lint lets pass of the frozen source, by the call or by a file. */
    readonly letPass: readonly LintFinding[]
    readonly limits: AskedLimits
  },
): Begun => {
  const { runs, audit, state } = services
  const { name: operator, roles } = caller.operator
  const targets = selected.targets.map((each) => ({ ...each, skipped: each.skipped ?? engineProblem(each, source) }))
  const worked = workedOn({ targets })
  const engines = [...new Set(worked.map(({ target }) => target.engine))]
  const body: MigrationRunBody = { way, source: snapshotOf(source, engines), waived: waive.map(({ rule }) => rule) }
  const [engine] = engines
  const absent = selected.absent.map((each) => ({ target: absentTarget(each, engine), skipped: each.skipped }))
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
        targets: [...targets.map(({ target, skipped }) => ({ target, skipped })), ...absent],
      },
      migrationOperation(services, plan, runLimits, caller),
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
    return { run, skipped: passedOver({ ...selected, targets }) }
  })
}

/**
 * Freezes a plan and begins to work on it.
 * @throws ProvostError `migration.*`, `connection.read-only`, `confirmation.*`
 */
export const beginApply = async (
  services: MigrationServices,
  input: Asked & { readonly to?: string | undefined; readonly waive: readonly Waived[] },
  caller: Caller,
  signal: AbortSignal,
): Promise<Begun> => {
  const selected = withoutForbidden(selectTargets(services, input.targets))
  const { targets } = selected
  const source = await oneSource(selected, await sourcesFor(input.source))
  const engines = enginesOf(workedOn(selected))
  const to = wantedVersion(source, engines, input.to)
  const letPass = await refuseLintOf(services, source, workedOn(selected), { ...input, to }, signal)
  confirmProduction(targets, input.confirm)
  const way = { kind: 'apply', to: to ?? null } as const
  return begin(services, { caller, selected, source, way, waive: input.waive, letPass, limits: input })
}

/** A version that none of those asked can go back to is refused before there is a run. */
const refuseAppliedNowhere = (ways: FrozenWays): void => {
  const all = Object.values(ways)
  const unknown = all.flatMap((way) => ('problem' in way && way.problem.code === 'migration.version-unknown' ? [way.problem] : []))
  const [first] = unknown
  if (first !== undefined && unknown.length === all.length) throw ProvostError.from(first)
}

/**
 * Freezes what goes from each target and begins to take it back.
 * @throws ProvostError `migration.*`, `connection.read-only`, `confirmation.*`, `call.invalid`
 */
export const beginRollback = async (
  services: MigrationServices,
  input: Asked & { readonly to?: string | undefined; readonly steps?: number | undefined; readonly plan?: string | undefined },
  caller: Caller,
  signal: AbortSignal,
): Promise<Begun> => {
  const asked = howFarBack(input)
  const selected = withoutForbidden(selectTargets(services, input.targets))
  const { targets } = selected
  const source = await oneSource(selected, await sourcesFor(input.source))
  const { ways, applied, back } = await freezeWays(services, targets, source, asked, { signal, concurrency: input.concurrency })
  const engines = enginesOf(workedOn(selected))
  const to = meantBack(source, engines, applied, asked)
  refuseUnknown(to, source, engines, applied)
  refuseAppliedNowhere(ways)
  refuseUnseen(source, back, input.plan)
  confirmRollback(targets, input.confirm)
  return begin(services, {
    caller,
    selected,
    source,
    way: { kind: 'rollback', to, ways },
    waive: [],
    letPass: [],
    limits: input,
  })
}
