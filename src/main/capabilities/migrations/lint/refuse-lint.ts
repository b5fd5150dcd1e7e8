import { ProvostError } from '#contract/errors.ts'
import type { LintFinding } from '#contract/migrations.ts'
import { sameTargets } from '../spelled-out.ts'
import { waiverObjection } from './waivers.ts'

/** The findings that keep a migration from being applied: errors that nobody gave a reason for. */
export const blockingFindings = (findings: readonly LintFinding[]): readonly LintFinding[] =>
  findings.filter(({ severity, waived }) => severity === 'error' && waived === null)

const shown = 10

/** Only what a reason can let pass is offered to be waived: the rest fails in any case. */
const waysPast = ({ rule }: LintFinding): readonly string[] =>
  waiverObjection(rule) === null
    ? [
        `Or let it pass with a reason, which is audited: provost migrate apply --waive ${rule}=REASON${sameTargets}`,
        `Or, only where no database has the migration yet (there it would count as changed), write the reason above the statement: -- provost: waive ${rule} REASON`,
      ]
    : []

/**
 * `unasked` are targets of which nobody could say what they have: all of a source counts as needed there.
 * @throws ProvostError `migration.lint` where something blocks
 */
export const refuseLint = (findings: readonly LintFinding[], unasked: readonly string[] = []): void => {
  const blocking = blockingFindings(findings)
  const [first] = blocking
  if (first === undefined) return
  const lines = blocking.slice(0, shown).map(({ file, line, rule, message }) => `${file}, line ${line}: ${rule}: ${message}`)
  const more = blocking.length > shown ? [`And ${blocking.length - shown} more.`] : []
  const who = unasked.length > shown ? `${unasked.slice(0, shown).join(', ')} and ${unasked.length - shown} more` : unasked.join(', ')
  throw new ProvostError(
    'migration.lint',
    blocking.length === 1
      ? 'A finding of the lint keeps the migration back.'
      : `${blocking.length} findings of the lint keep the migrations back.`,
    {
      detail: [...lines, ...more].join('\n'),
      remedy: [
        `${first.rule}: ${first.safeWay}`,
        ...waysPast(first),
        ...(who === ''
          ? []
          : [`Not asked what they have, and taken to lack everything: ${who}. Leave them out, or let them answer first.`]),
      ],
    },
  )
}
