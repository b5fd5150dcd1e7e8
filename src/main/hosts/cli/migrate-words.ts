import type { Problem } from '#contract/errors.ts'
import type { MigrationPlan, PassedOver, Run, RunTarget, TargetStatus } from '#contract/migrations.ts'
import { problemGroups, type Troubled } from '#contract/problem-groups.ts'
import { table } from './output.ts'

export const problemWords = ({ title, detail, code, remedy }: Problem): string =>
  [
    `${title} (${code})`,
    ...(detail === '' ? [] : detail.split('\n').map((line) => `  ${line}`)),
    ...remedy.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n')

/** Equal problems of many targets are told once, with those that have them. */
export const groupedProblems = (entries: readonly Troubled[]): string[] =>
  problemGroups(entries).map(({ title, problem, entries: members }) => {
    const targets = members.map(({ target }) => target)
    const who = targets.length > 6 ? `${targets.slice(0, 6).join(', ')} and ${targets.length - 6} more` : targets.join(', ')
    return `\n${who}: ${problemWords({ ...problem, title })}`
  })

/** Each problem of each target, and whose it is. */
export const troublesOf = (
  targets: readonly { readonly target: string; readonly server: string; readonly problems: readonly Problem[] }[],
): Troubled[] => targets.flatMap(({ target, server, problems }) => problems.map((problem) => ({ target, server, problem })))

/** Who was chosen and has nothing done, a line each. */
export const skippedWords = (skipped: readonly PassedOver[]): string[] =>
  skipped.map(({ target, reason }) => `passed over: ${target}, ${reason}`)

/** The same in a document. */
export const skippedList = (skipped: readonly PassedOver[]): readonly { readonly target: string; readonly reason: string }[] =>
  skipped.map(({ target, reason }) => ({ target, reason }))

/** Whoever was asked for by name and passed over makes a command fall short; who was met through all of them does not. */
export const fellShort = (skipped: readonly PassedOver[]): boolean => skipped.some(({ named }) => named)

export const statusWords = (targets: readonly TargetStatus[], skipped: readonly PassedOver[]): string =>
  [
    table(
      ['target', 'state', 'applied', 'pending', 'tool'],
      targets.map(({ target, state, applied, pending, tool }) => [
        target,
        state,
        applied.at(-1) ?? null,
        pending.length === 0 ? null : pending.length > 4 ? `${pending.slice(0, 3).join(' ')} … (${pending.length})` : pending.join(' '),
        tool,
      ]),
    ),
    ...skippedWords(skipped),
    ...groupedProblems(troublesOf(targets)),
  ].join('\n')

const place = (plan: MigrationPlan): string => plan.source.directory ?? plan.source.title

export const planWords = (plan: MigrationPlan): string => {
  const worked = plan.targets.filter(({ skipped, versions }) => skipped === null && versions.length > 0)
  const groups = new Map<string, string[]>()
  for (const { engine, versions, target } of worked) {
    const key = `${engine}: ${versions.join(', ')}`
    groups.set(key, [...(groups.get(key) ?? []), target])
  }
  return [
    `Source: ${place(plan)}`,
    ...[...groups].map(([versions, targets]) => `${versions} for ${targets.length > 8 ? `${targets.length} targets` : targets.join(', ')}`),
    ...(worked.length === 0 ? ['Nothing is pending.'] : []),
    ...skippedWords(plan.skipped),
    ...groupedProblems(troublesOf(plan.targets)),
    ...plan.lint.map(
      ({ severity, file, line, rule, message, safeWay, waived }) =>
        `\n${waived === null ? severity : 'waived'}: ${file}:${line} ${rule}\n  ${message}\n  ${waived === null ? safeWay : `Waived: ${waived}`}`,
    ),
    ...plan.migrations.flatMap(({ version, name, file, sql, sha256, transactional }) => [
      `\n-- ${file} (${version} ${name}), sha256 ${sha256.slice(0, 12)}, ${transactional ? 'in one transaction with its ledger row' : 'statement by statement'}`,
      sql === null ? '-- The SQL is told by the tool itself.' : sql.trimEnd(),
    ]),
  ].join('\n')
}

export const runLine = ({ counts, total, tenantsPerSecond, secondsLeft }: Run): string => {
  const settled = counts.done + counts.failed + counts.skipped
  const rate = tenantsPerSecond === null ? '' : `, ${tenantsPerSecond} a second`
  return `${settled} of ${total}: ${counts.done} done, ${counts.failed} failed, ${counts.skipped} passed over${rate}${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`
}

export const runWords = (run: Run, targets: readonly RunTarget[]): string => {
  const shown = targets.filter(({ status }) => status !== 'done' || targets.length <= 40)
  return [
    `Run ${run.id}: ${run.state}. ${runLine({ ...run, secondsLeft: null })}.`,
    ...(run.halted === null ? [] : [run.halted]),
    ...(shown.length === 0
      ? []
      : [
          table(
            ['target', 'status', 'applied', 'ms', 'what'],
            shown.map(({ target, status, applied, ms, error, skipped }) => [
              target,
              status,
              applied.join(' ') || null,
              ms === null ? null : Math.round(ms),
              error?.title ?? skipped ?? '',
            ]),
          ),
        ]),
    ...groupedProblems(targets.flatMap(({ target, server, error }) => (error === null ? [] : [{ target, server, problem: error }]))),
    ...(run.counts.failed + run.counts.pending > 0 || run.state === 'failed' || run.state === 'interrupted'
      ? [`\nGo on with: provost migrate resume ${run.id}`]
      : []),
  ].join('\n')
}

export const runsWords = (runs: readonly Run[]): string =>
  runs.length === 0
    ? 'No runs yet.'
    : table(
        ['run', 'state', 'what', 'done', 'failed', 'passed over', 'left', 'begun', 'by'],
        runs.map(({ id, state, title, counts, createdAt, operator }) => [
          id,
          state,
          title,
          counts.done,
          counts.failed,
          counts.skipped,
          counts.pending + counts.running,
          createdAt,
          operator,
        ]),
      )
