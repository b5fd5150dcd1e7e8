import type { RollbackLoss, RollbackPlan, TargetRollback } from '#contract/migrations.ts'
import { countOf, formatCount } from '../ui/index.ts'

export interface RollbackFacts {
  /** Those from which something would be taken back. */
  readonly back: readonly TargetRollback[]
  /** Those that something keeps from it. */
  readonly held: readonly TargetRollback[]
  /** Those passed over, and those that have nothing to take back. */
  readonly passed: readonly TargetRollback[]
}

/** Who loses versions, who cannot, and who is left alone. */
export function rollbackFacts({ targets }: Pick<RollbackPlan, 'targets'>): RollbackFacts {
  const asked = targets.filter(({ skipped }) => skipped === null)
  return {
    back: asked.filter(({ versions, problems }) => versions.length > 0 && problems.length === 0),
    held: asked.filter(({ problems }) => problems.length > 0),
    passed: targets.filter(({ skipped, versions, problems }) => skipped !== null || (versions.length === 0 && problems.length === 0)),
  }
}

/** What one table or column loses over all targets. */
export interface SummedLoss {
  readonly table: string
  readonly column: string | null
  readonly rows: number
  /** There are more than were counted. */
  readonly more: boolean
  readonly uncounted: number
  readonly targets: number
}

/** What would be gone, summed over the targets: whole tables first, then the larger. */
export function summedLosses(targets: readonly Pick<TargetRollback, 'losses'>[]): SummedLoss[] {
  const sums = new Map<string, SummedLoss>()
  const add = ({ table, column, rows, more }: RollbackLoss): void => {
    const key = JSON.stringify([table, column])
    const sum = sums.get(key) ?? { table, column, rows: 0, more: false, uncounted: 0, targets: 0 }
    sums.set(key, {
      ...sum,
      rows: sum.rows + (rows ?? 0),
      more: sum.more || more,
      uncounted: sum.uncounted + (rows === null ? 1 : 0),
      targets: sum.targets + 1,
    })
  }
  for (const { losses } of targets) for (const loss of losses) add(loss)
  return [...sums.values()].sort(
    (one, other) =>
      Number(one.column !== null) - Number(other.column !== null) || other.rows - one.rows || one.table.localeCompare(other.table),
  )
}

/** How many rows, as far as they were counted: "1,240 rows", "more than 10,000 rows". */
export const rowsWords = ({ rows, more }: Pick<SummedLoss, 'rows' | 'more'>): string =>
  more ? `more than ${countOf(rows, 'row', 'rows')}` : countOf(rows, 'row', 'rows')

/** One sentence for what goes: name, size. */
export function lossWords({ table, column, rows, more, uncounted, targets }: SummedLoss, of: number): string {
  const where = of === 1 ? '' : ` in ${formatCount(targets)} of ${formatCount(of)} databases`
  const missing = uncounted === 0 ? '' : uncounted === targets ? '' : `; ${formatCount(uncounted)} could not be counted`
  const size = uncounted === targets ? `its size is not known${where}` : `${rowsWords({ rows, more })}${where}${missing}`
  return column === null ? `Table ${table} goes with its rows: ${size}.` : `Column ${column} of ${table} goes with its values: ${size}.`
}

/** The versions whose way back may change rows of tables that stay, or of which nobody can tell. */
export const changingRows = ({ ways }: Pick<RollbackPlan, 'ways'>): string[] => [
  ...new Set(ways.filter(({ reversible, mayChangeRows }) => reversible && mayChangeRows).map(({ version }) => version)),
]

/** What survives, as far as that can be promised. */
export function survivalWords({ ways }: Pick<RollbackPlan, 'ways'>, back: readonly Pick<TargetRollback, 'engine' | 'losses'>[]): string {
  if (changingRows({ ways }).length > 0) return 'No other table is dropped by name.'
  const follows = back.some(({ engine, losses }) => engine === 'sqlite' && losses.some(({ column }) => column === null))
  return follows
    ? 'Every other table stays with its rows, but for rows that refer to a table that goes: their foreign key says what becomes of them.'
    : 'Every other table stays with its rows.'
}

/** The ways back that have no statement: only their ledger rows would be taken out. */
export const emptyWays = ({ ways }: Pick<RollbackPlan, 'ways'>): readonly string[] =>
  ways.filter(({ reversible, sql, statements }) => reversible && sql !== null && statements.length === 0).map(({ version }) => version)
