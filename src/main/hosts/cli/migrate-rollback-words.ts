import type { RollbackPlan, TargetRollback } from '#contract/migrations.ts'
import { groupedProblems, skippedWords, troublesOf } from './migrate-words.ts'

const many = (targets: readonly TargetRollback[]): string =>
  targets.length > 8 ? `${targets.length} targets` : targets.map(({ target }) => target).join(', ')

const wayWords = ({ version, name, file, sql, reversible, transactional, statements }: RollbackPlan['ways'][number]): string => {
  const title = `\n-- ${file} (${version} ${name})`
  if (!reversible) return `${title}: no way back is written`
  if (sql === null) return `${title}\n-- The SQL is told by the tool itself.`
  const how = transactional ? 'in one transaction with its ledger row' : 'statement by statement'
  return `${title}, ${statements.length === 0 ? 'without a statement: only its ledger row is taken out' : how}\n${sql.trimEnd()}`
}

/** What would be gone, table by table, over all targets. */
const lossWords = (targets: readonly TargetRollback[]): string[] => {
  const sums = new Map<string, { rows: number; more: boolean; uncounted: number; targets: number }>()
  for (const { table, column, rows, more } of targets.flatMap(({ losses }) => losses)) {
    const what = column === null ? `table ${table} and its rows` : `column ${column} of table ${table} and its values`
    const sum = sums.get(what) ?? { rows: 0, more: false, uncounted: 0, targets: 0 }
    sums.set(what, {
      rows: sum.rows + (rows ?? 0),
      more: sum.more || more,
      uncounted: sum.uncounted + (rows === null ? 1 : 0),
      targets: sum.targets + 1,
    })
  }
  return [...sums].map(([what, { rows, more, uncounted, targets: of }]) => {
    const count = `${more ? 'more than ' : ''}${rows} ${rows === 1 ? 'row' : 'rows'} in ${of} of ${targets.length}`
    return `gone: ${what}, ${count}${uncounted === 0 ? '' : `, ${uncounted} not counted`}`
  })
}

/** What a rollback would do: to whom, what would be gone, and the SQL in order. */
export const rollbackWords = ({ source, ways, targets, skipped: passed, confirm }: RollbackPlan): string => {
  const back = targets.filter(({ skipped, versions, problems }) => skipped === null && versions.length > 0 && problems.length === 0)
  const groups = new Map<string, TargetRollback[]>()
  for (const target of back) {
    const stays = target.stays === null ? 'nothing stays' : `${target.stays} stays`
    const key = `${target.engine}: ${target.versions.join(', ')} taken back, ${stays}`
    groups.set(key, [...(groups.get(key) ?? []), target])
  }
  const nothing = targets.filter(({ skipped, versions, problems }) => skipped === null && versions.length === 0 && problems.length === 0)
  return [
    `Source: ${source.directory ?? source.title}`,
    ...[...groups].map(([words, members]) => `${words}: ${many(members)}`),
    ...(back.length === 0 ? ['Nothing would be taken back.'] : []),
    ...(nothing.length === 0 ? [] : [`nothing to take back: ${many(nothing)}`]),
    ...skippedWords(passed),
    ...lossWords(back),
    ...ways
      .filter(({ mayChangeRows, reversible }) => mayChangeRows && reversible)
      .map(({ version }) => `read: ${version} may change rows of tables that stay`),
    ...groupedProblems(troublesOf(targets)),
    ...ways.map(wayWords),
    ...(confirm === null || back.length === 0 ? [] : [`\nDo it with: --confirm ${confirm}`]),
  ].join('\n')
}
