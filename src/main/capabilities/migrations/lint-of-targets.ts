import type { EngineKind } from '#contract/connections.ts'
import type { LintFinding } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { inLanes } from './in-lanes.ts'
import { blockingFindings, lintSource, refuseLint } from './lint/index.ts'
import type { MigrationServices } from './migration-services.ts'
import { passwordsOnce } from './open-work.ts'
import type { SelectedTarget } from './select-targets.ts'
import type { MigrationSource } from './sources/source.ts'
import { judgeTarget } from './status.ts'

export interface LintAsked {
  readonly to?: string | undefined
  readonly waive: readonly { readonly rule: string; readonly reason: string }[]
}

/** At once, per server. */
const lanes = 8

const enginesOf = (targets: readonly SelectedTarget[]): readonly EngineKind[] => [...new Set(targets.map(({ config }) => config.engine))]

/** Up to and including a version, in the source's order. */
const versionsUpTo = (source: MigrationSource, engine: EngineKind, to: string | undefined): readonly string[] => {
  const all = source.migrations(engine).map(({ version }) => version)
  return to === undefined ? all : all.slice(0, all.indexOf(to) + 1)
}

/** Which versions some target still lacks. One that cannot be asked is told by the run itself. */
const pendingSomewhere = async (
  services: Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild'>,
  source: MigrationSource,
  targets: readonly SelectedTarget[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> => {
  const passwords = passwordsOnce(services)
  const pending = new Set<string>()
  const each = inLanes(targets, { lanes, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    const judged = await judgeTarget(services, target, source, passwords, stop).catch((error: unknown) => {
      if (stop.aborted) throw error
      return null
    })
    for (const version of judged?.pending ?? []) pending.add(`${target.config.engine} ${version}`)
  })
  for await (const _ of each);
  return pending
}

/** Waived as well, but no rule of the lint: it is about a target's ledger, and the tool looks at it. */
const ledgerRules = new Set(['out-of-order'])

/** The lint of what a plan would apply. */
export const lintPlanned = async (
  source: MigrationSource,
  planned: ReadonlyMap<EngineKind, readonly string[]>,
  waive: LintAsked['waive'],
): Promise<LintFinding[]> => {
  const findings: LintFinding[] = []
  const rules = waive.filter(({ rule }) => !ledgerRules.has(rule))
  for (const [engine, versions] of planned) findings.push(...(await lintSource(source, engine, { versions, waive: rules })))
  return findings
}

/**
 * Refuses what the lint holds back. What every target has already been given is not judged again; so the targets are asked,
 * but only where something was found at all.
 * @throws ProvostError `migration.lint`, `migration.sql-invalid`, `call.invalid` for a waiver of no rule
 */
export const refuseLintOf = async (
  services: Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild'>,
  source: MigrationSource,
  targets: readonly SelectedTarget[],
  { to, waive }: LintAsked,
  signal: AbortSignal,
): Promise<void> => {
  const planned = new Map(enginesOf(targets).map((engine) => [engine, versionsUpTo(source, engine, to)]))
  const blocking = blockingFindings(await lintPlanned(source, planned, waive))
  if (blocking.length === 0) return
  const pending = await pendingSomewhere(services, source, targets, signal)
  refuseLint(blocking.filter(({ engine, version }) => pending.has(`${engine} ${version}`)))
}
