import { ProvostError } from '#contract/errors.ts'
import type { LintFinding } from '#contract/migrations.ts'

/** The findings that keep a migration from being applied: errors that nobody gave a reason for. */
export const blockingFindings = (findings: readonly LintFinding[]): readonly LintFinding[] =>
  findings.filter(({ severity, waived }) => severity === 'error' && waived === null)

const shown = 10

/** @throws ProvostError `migration.lint` where something blocks */
export const refuseLint = (findings: readonly LintFinding[]): void => {
  const blocking = blockingFindings(findings)
  const [first] = blocking
  if (first === undefined) return
  const lines = blocking.slice(0, shown).map(({ file, line, rule, message }) => `${file}, line ${line}: ${rule}: ${message}`)
  const more = blocking.length > shown ? [`And ${blocking.length - shown} more.`] : []
  throw new ProvostError(
    'migration.lint',
    blocking.length === 1
      ? 'A finding of the lint keeps the migration back.'
      : `${blocking.length} findings of the lint keep the migrations back.`,
    {
      detail: [...lines, ...more].join('\n'),
      remedy: [
        `${first.rule}: ${first.safeWay}`,
        `Or let it pass with a reason, which is audited: --waive ${first.rule}=REASON`,
        `Or write the reason above the statement: -- provost: waive ${first.rule} REASON`,
      ],
    },
  )
}
