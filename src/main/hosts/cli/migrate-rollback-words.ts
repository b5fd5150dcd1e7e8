import type { RollbackPlan, TargetRollback } from '#contract/migrations.ts'
import { changingRows, rollbackFacts, type SummedLoss, summedLosses } from '#contract/rollback-facts.ts'
import { groupedProblems, skippedWords, troublesOf } from './migrate-words.ts'

const many = (targets: readonly TargetRollback[]): string =>
  targets.length > 8 ? `${targets.length} targets` : targets.map(({ target }) => target).join(', ')

type Way = RollbackPlan['ways'][number]

/** How the way back is run, as far as that is known. */
const howWords = ({ empty, transactional, statements }: Way, { tool }: RollbackPlan['source']): string => {
  if (empty) return 'without a statement: only its ledger row is taken out'
  if (tool !== 'provost') return `as ${tool} runs it`
  if (statements.length === 0) return 'which cannot be taken apart, so nothing of it is run'
  return transactional ? 'in one transaction with its ledger row' : 'statement by statement'
}

const wayWords = (way: Way, source: RollbackPlan['source']): string => {
  const { version, name, file, sql, reversible } = way
  const title = `\n-- ${file} (${version} ${name})`
  if (!reversible) return `${title}: no way back is written`
  return sql === null ? `${title}\n-- The SQL is told by the tool itself.` : `${title}, ${howWords(way, source)}\n${sql.trimEnd()}`
}

const sizeWords = ({ rows, more, uncounted, targets }: SummedLoss, of: number): string => {
  const where = `in ${targets} of ${of}`
  if (rows === null) return `its size is not known ${where}`
  return `${more ? 'more than ' : ''}${rows} ${rows === 1 ? 'row' : 'rows'} ${where}${uncounted === 0 ? '' : `, ${uncounted} not counted`}`
}

/** What would be gone, table by table, over all targets. */
const lossWords = (targets: readonly TargetRollback[]): string[] =>
  summedLosses(targets).map((loss) => {
    const { table, column } = loss
    const what = column === null ? `table ${table} and its rows` : `column ${column} of table ${table} and its values`
    return `gone: ${what}, ${sizeWords(loss, targets.length)}`
  })

/** What a rollback would do: to whom, what would be gone, and the SQL in order. */
export const rollbackWords = (plan: RollbackPlan): string => {
  const { source, ways, targets, skipped: passed, confirm } = plan
  const { back } = rollbackFacts(plan)
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
    ...changingRows(plan, back).map((version) => `read: ${version} may change rows of tables that stay`),
    ...groupedProblems(troublesOf(targets)),
    ...ways.map((way) => wayWords(way, source)),
    ...(confirm === null || back.length === 0 ? [] : [`\nDo it with: --confirm ${confirm}`]),
  ].join('\n')
}
