import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { LintFinding } from '#contract/migrations.ts'
import { placeOf } from '../../fleet/runs/index.ts'
import { isAlembic, textsOfRevisions } from './alembic/index.ts'
import { askedAtOnce } from './asking.ts'
import { inLanes } from './in-lanes.ts'
import { isLedgerRule } from './ledger-waiver.ts'
import { blockingFindings, checkCallWaivers, lintSource, refuseLint } from './lint/index.ts'
import type { MigrationServices } from './migration-services.ts'
import { type Admission, passwordsOnce } from './open-work.ts'
import { enginesOf, type SelectedTarget } from './select-targets.ts'
import type { MigrationSource } from './sources/source.ts'
import { judgeTarget } from './status.ts'
import { versionsNeededFor } from './versions-needed.ts'

export interface LintAsked {
  readonly to?: string | undefined
  readonly waive: readonly { readonly rule: string; readonly reason: string }[]
}

interface Needed {
  /** Versions that some target still lacks, as `engine version`. */
  readonly pending: ReadonlySet<string>
  /** Targets that could not be asked. */
  readonly unasked: readonly string[]
}

/** Which versions some target still lacks. One that cannot be asked may lack every one, and is taken to. */
const neededSomewhere = async (
  services: Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild'>,
  source: MigrationSource,
  targets: readonly SelectedTarget[],
  signal: AbortSignal,
): Promise<Needed> => {
  const passwords = passwordsOnce(services)
  const pending = new Set<string>()
  const unasked: string[] = []
  const each = inLanes(targets, { lanes: askedAtOnce, key: ({ target }) => placeOf(target), signal }, async (target, stop) => {
    const { engine } = target.config
    const versions = await judgeTarget(services, target, source, passwords, stop).then(
      (judged) => judged.pending,
      (error: unknown) => {
        if (stop.aborted || !(error instanceof ProvostError)) throw error
        unasked.push(target.target.target)
        return source.migrations(engine).map(({ version }) => version)
      },
    )
    for (const version of versions) pending.add(`${engine} ${version}`)
  })
  for await (const _ of each);
  return { pending, unasked: unasked.sort() }
}

const lintWaivers = (waive: LintAsked['waive']): LintAsked['waive'] => waive.filter(({ rule }) => !isLedgerRule(rule))

/** @throws ProvostError `call.invalid` for a waiver of no rule, or of one that no reason lets pass */
export const checkWaivers = (waive: LintAsked['waive']): void => checkCallWaivers(lintWaivers(waive))

/** The lint of what a plan would apply. */
export const lintPlanned = async (
  source: MigrationSource,
  planned: ReadonlyMap<EngineKind, readonly string[]>,
  waive: LintAsked['waive'],
  signal: AbortSignal,
): Promise<LintFinding[]> => {
  const findings: LintFinding[] = []
  const rules = lintWaivers(waive)
  for (const [engine, versions] of planned) {
    const texts = isAlembic(source) ? { texts: await textsOfRevisions(source, engine, versions, signal) } : {}
    findings.push(...(await lintSource(source, engine, { versions, waive: rules, ...texts })))
  }
  return findings
}

/**
 * Refuses what the lint holds back. What every target has already been given is not judged again; so the targets are asked,
 * but only where something was found at all. Gives what is let pass, by the call or by a file, to be audited.
 * @throws ProvostError `migration.lint`, `migration.sql-invalid`, `call.invalid` for a waiver of no rule
 */
export const refuseLintOf = async (
  services: Pick<MigrationServices, 'tenants' | 'sessions' | 'startChild'>,
  source: MigrationSource,
  targets: readonly SelectedTarget[],
  { to, waive }: LintAsked,
  signal: AbortSignal,
): Promise<readonly LintFinding[]> => {
  const planned = new Map(enginesOf(targets).map((engine) => [engine, [...versionsNeededFor(source, engine, to)]]))
  const findings = await lintPlanned(source, planned, waive, signal)
  const letPass = findings.filter(({ waived }) => waived !== null)
  const blocking = blockingFindings(findings)
  if (blocking.length === 0) return letPass
  const { pending, unasked } = await neededSomewhere(services, source, targets, signal)
  refuseLint(
    blocking.filter(({ engine, version }) => pending.has(`${engine} ${version}`)),
    unasked,
  )
  return letPass
}

/**
 * Judges what a run is about to do on a target, by the source and the waivers the run was begun with: whatever became of the target
 * since it was planned, and whoever goes on with the run, nothing passes here that the lint holds back.
 */
export const lintAdmission = (source: Promise<MigrationSource>, waived: readonly string[]): Admission => {
  // The reasons are in the audit log.
  const waive = waived.map((rule) => ({ rule, reason: 'waived for this run' }))
  const judged = new Map<string, Promise<readonly LintFinding[]>>()
  return async ({ config: { engine }, signal }, versions) => {
    if (versions.length === 0) return
    const key = `${engine} ${versions.join(' ')}`
    // Most targets of a fleet lack the same, which is read once.
    const findings = judged.get(key) ?? source.then((read) => lintPlanned(read, new Map([[engine, versions]]), waive, signal))
    judged.set(key, findings)
    // The work on one target may be cancelled while others wait for the same.
    findings.catch(() => judged.delete(key))
    refuseLint(await findings)
  }
}
