import type { RollbackPlan, TargetRollback } from '#contract/migrations.ts'
import { changingRows, type SummedLoss } from '#contract/rollback-facts.ts'
import { countOf, formatCount } from '../ui/index.ts'

/** How many rows, as far as they were counted: "1,240 rows", "more than 10,000 rows". */
export const rowsWords = (rows: number, more: boolean): string =>
  more ? `more than ${countOf(rows, 'row', 'rows')}` : countOf(rows, 'row', 'rows')

/** One sentence for what goes: name, size. */
export function lossWords({ table, column, rows, more, uncounted, targets }: SummedLoss, of: number): string {
  const where = of === 1 ? '' : ` in ${formatCount(targets)} of ${formatCount(of)} databases`
  const missing = uncounted === 0 ? '' : `; ${formatCount(uncounted)} could not be counted`
  const size = rows === null ? `its size is not known${where}` : `${rowsWords(rows, more)}${where}${missing}`
  return column === null ? `Table ${table} goes with its rows: ${size}.` : `Column ${column} of ${table} goes with its values: ${size}.`
}

/** How many rows go with the tables that go, as far as they could be counted. */
export function goingRowsWords(tables: readonly SummedLoss[]): string {
  if (tables.length === 0) return 'none by name'
  const counted = tables.flatMap(({ rows }) => (rows === null ? [] : [rows]))
  if (counted.length === 0) return 'their rows are not counted'
  const words = rowsWords(
    counted.reduce((sum, rows) => sum + rows, 0),
    tables.some(({ more }) => more),
  )
  return tables.some(({ uncounted }) => uncounted > 0) ? `${words}, some not counted` : words
}

/** What survives, as far as that can be promised. */
export function survivalWords(
  plan: Pick<RollbackPlan, 'ways'>,
  back: readonly Pick<TargetRollback, 'engine' | 'versions' | 'losses'>[],
): string {
  if (changingRows(plan, back).length > 0) return 'No other table is dropped by name.'
  const follows = back.some(({ engine, losses }) => engine === 'sqlite' && losses.some(({ column }) => column === null))
  return follows
    ? 'Every other table stays with its rows, but for rows that refer to a table that goes: their foreign key says what becomes of them.'
    : 'Every other table stays with its rows.'
}
