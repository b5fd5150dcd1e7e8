import type { QueryPlan } from '#contract/query-plan.ts'
import { table } from './output.ts'

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100)

/** A plan as a table: each step under the one it feeds, its details below. */
export const planWords = ({ steps, measured }: QueryPlan): string => {
  const hasCost = steps.some(({ cost }) => cost !== null)
  const heads = ['step', ...(hasCost ? ['cost', 'about rows'] : []), ...(measured ? ['rows', 'ms'] : [])]
  const lines = steps.map(({ depth, title, cost, rows, actualRows, ms }) => [
    `${'  '.repeat(depth)}${title}`,
    ...(hasCost ? [rounded(cost), rounded(rows)] : []),
    ...(measured ? [rounded(actualRows), rounded(ms)] : []),
  ])
  const details = steps.flatMap(({ title, details }) => details.map((detail) => `${title}: ${detail}`))
  return [table(heads, lines, 'not told'), ...(details.length === 0 ? [] : ['', ...details])].join('\n')
}
