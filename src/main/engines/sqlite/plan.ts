import { ProvostError } from '#contract/errors.ts'
import type { PlanStep } from '#contract/query-plan.ts'
import { noFigures, type Plans } from '../plan.ts'

export const sqlitePlans: Plans = {
  ask(sql, measured) {
    if (measured)
      throw new ProvostError('connection.option-unsupported', 'SQLite tells a plan and measures none.', {
        remedy: ['Ask for the plan alone, and run the statement for its time.'],
      })
    return `explain query plan ${sql}`
  },
  read(rows) {
    const depths = new Map<string, number>()
    const steps = rows.map(([id, parent, , detail]): PlanStep => {
      const depth = (depths.get(String(parent)) ?? -1) + 1
      depths.set(String(id), depth)
      return { ...noFigures, depth, title: String(detail), details: [] }
    })
    return { steps, text: steps.map(({ depth, title }) => `${'  '.repeat(depth)}${title}`).join('\n') }
  },
}
