import type { RollbackLoss, RollbackPlan, TargetRollback } from './migrations.ts'

type Way = RollbackPlan['ways'][number]

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
  /** Of those that could be counted; null where none could. */
  readonly rows: number | null
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
    const sum = sums.get(key) ?? { table, column, rows: null, more: false, uncounted: 0, targets: 0 }
    sums.set(key, {
      ...sum,
      rows: rows === null ? sum.rows : (sum.rows ?? 0) + rows,
      more: sum.more || more,
      uncounted: sum.uncounted + (rows === null ? 1 : 0),
      targets: sum.targets + 1,
    })
  }
  for (const { losses } of targets) for (const loss of losses) add(loss)
  return [...sums.values()].sort(
    (one, other) =>
      Number(one.column !== null) - Number(other.column !== null) ||
      (other.rows ?? 0) - (one.rows ?? 0) ||
      one.table.localeCompare(other.table),
  )
}

/** The versions, each once, of those ways that are really gone: what only held targets have is not. */
const versionsGone = (
  { ways }: Pick<RollbackPlan, 'ways'>,
  back: readonly Pick<TargetRollback, 'engine' | 'versions'>[],
  meant: (way: Way) => boolean,
): readonly string[] => {
  const lost = new Set(back.flatMap(({ engine, versions }) => versions.map((version) => `${engine} ${version}`)))
  return [...new Set(ways.filter((way) => lost.has(`${way.engine} ${way.version}`) && meant(way)).map(({ version }) => version))]
}

/** The versions whose way back may change rows of tables that stay, or of which nobody can tell. */
export const changingRows = (plan: Pick<RollbackPlan, 'ways'>, back: readonly Pick<TargetRollback, 'engine' | 'versions'>[]) =>
  versionsGone(plan, back, ({ reversible, mayChangeRows }) => reversible && mayChangeRows)

/** The versions whose way back has no statement: only their ledger rows would be taken out. */
export const emptyWays = (plan: Pick<RollbackPlan, 'ways'>, back: readonly Pick<TargetRollback, 'engine' | 'versions'>[]) =>
  versionsGone(plan, back, ({ empty }) => empty)
