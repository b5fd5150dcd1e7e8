import type { LintFinding, MigrationPlan, TargetPlan } from '#contract/migrations.ts'

/** Why rules are let pass in the run to come, by rule. */
export type Waivers = ReadonlyMap<string, string>

/** Why a finding is let pass: by the file itself, or by the person; null where it is not. */
export const waivedBy = (finding: LintFinding, waivers: Waivers): string | null => finding.waived ?? waivers.get(finding.rule) ?? null

/** The findings that keep the plan from being applied. */
export const blocking = (lint: readonly LintFinding[], waivers: Waivers): LintFinding[] =>
  lint.filter((finding) => finding.severity === 'error' && waivedBy(finding, waivers) === null)

export interface PlanFacts {
  /** Those that would be changed. */
  readonly worked: readonly TargetPlan[]
  /** Those passed over, by why, the most frequent reason first. */
  readonly passed: readonly { readonly reason: string; readonly targets: readonly TargetPlan[] }[]
  readonly passedCount: number
}

/** States in which a target refuses what is pending until somebody has settled how it stands. */
const unsettled: ReadonlySet<TargetPlan['state']> = new Set(['drifted', 'diverged', 'unmanaged'])

const getsSomething = ({ skipped, versions, state }: TargetPlan): boolean =>
  skipped === null && versions.length > 0 && !unsettled.has(state)

const whyNothing = (state: TargetPlan['state']): string => {
  switch (state) {
    case 'current':
      return 'current: nothing is pending'
    case 'unreachable':
      return 'no answer: it is tried again when the run begins'
    case 'ahead':
      return 'ahead of this source: nothing is pending'
    case 'unmanaged':
      return 'unmanaged: it fails until a baseline is made'
    case 'drifted':
    case 'diverged':
      return `${state}: it fails until that is settled`
    default:
      return 'nothing is pending'
  }
}

/** Who gets something, and who nothing and why. */
export function planFacts(plan: Pick<MigrationPlan, 'targets'>): PlanFacts {
  const worked = plan.targets.filter(getsSomething)
  const passed = new Map<string, TargetPlan[]>()
  for (const target of plan.targets) {
    if (getsSomething(target)) continue
    const reason = target.skipped ?? whyNothing(target.state)
    passed.set(reason, [...(passed.get(reason) ?? []), target])
  }
  return {
    worked,
    passed: [...passed].map(([reason, targets]) => ({ reason, targets })).sort((one, other) => other.targets.length - one.targets.length),
    passedCount: plan.targets.length - worked.length,
  }
}

/** The versions of a plan as one name: "0044", "0043 and 0044", "0041 to 0044". */
export function versionsWords(versions: readonly string[]): string {
  const [first, second] = versions
  if (first === undefined) return 'nothing'
  if (versions.length === 1) return first
  return versions.length === 2 ? `${first} and ${second}` : `${first} to ${versions.at(-1)}`
}

/** How many findings of a severity are not let pass, and how many are. */
export function lintCounts(lint: readonly LintFinding[], waivers: Waivers) {
  const open = lint.filter((finding) => waivedBy(finding, waivers) === null)
  return {
    errors: open.filter(({ severity }) => severity === 'error').length,
    warnings: open.filter(({ severity }) => severity === 'warning').length,
    waived: lint.length - open.length,
  }
}

/** What is typed before production is changed: the name of the one database, or how many there are. Null where none is production. */
export const wordToType = (production: readonly Pick<TargetPlan, 'target'>[]): string | null => {
  const [only, ...more] = production
  if (only === undefined) return null
  return more.length === 0 ? only.target : String(production.length)
}
