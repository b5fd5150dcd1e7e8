import { ProvostError } from '#contract/errors.ts'
import { isLintRule, isWaivable, lintRules, nearNames, type SqlStatement } from '../../../engines/index.ts'
import type { Waiver } from '../../../fleet/blueprints/index.ts'

/** A rule that may be broken in all of a call's migrations, with the reason why. */
export interface CallWaiver {
  readonly rule: string
  readonly reason: string
}

/** What is wrong with waiving a rule, in a sentence and what to do; null where nothing is. */
export const waiverObjection = (rule: string): { readonly title: string; readonly remedy: string } | null => {
  if (!isLintRule(rule)) {
    const near = nearNames(rule, Object.keys(lintRules))
    return {
      title: `The lint has no rule ${rule}.`,
      remedy:
        near.length > 0 ? `Near names: ${near.join(', ')}.` : 'See the rules’ names in the findings: provost migrate lint --source DIR',
    }
  }
  if (isWaivable(rule)) return null
  return {
    title: `The rule ${rule} cannot be waived: what it is about fails in any case.`,
    remedy: 'Change the migration as its finding says.',
  }
}

/** @throws ProvostError `call.invalid` for a rule there is not, or one that no reason lets pass */
export const checkCallWaivers = (waivers: readonly CallWaiver[]): void => {
  for (const { rule } of waivers) {
    const wrong = waiverObjection(rule)
    if (wrong !== null) throw new ProvostError('call.invalid', wrong.title, { remedy: [wrong.remedy] })
  }
}

/**
 * The waivers written in a file, by the place of the statement that each stands above.
 * @throws ProvostError `migration.sql-invalid` for one that waives nothing
 */
export const fileWaivers = (waivers: readonly Waiver[], statements: readonly SqlStatement[]): ReadonlyMap<string, string> => {
  const byPlace = new Map<string, string>()
  for (const { rule, reason, line } of waivers) {
    const statement = statements.findIndex((candidate) => candidate.line > line)
    const wrong =
      waiverObjection(rule) ??
      (statement === -1
        ? { title: 'A waiver stands above no statement.', remedy: 'Write it on a line of its own above the statement.' }
        : null)
    if (wrong !== null) throw new ProvostError('migration.sql-invalid', wrong.title, { detail: `line ${line}`, remedy: [wrong.remedy] })
    byPlace.set(`${statement} ${rule}`, reason)
  }
  return byPlace
}
