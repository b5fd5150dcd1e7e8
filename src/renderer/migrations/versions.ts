import type { TargetStatus } from '#contract/migrations.ts'
import type { CellMark } from '../ui/cell-map/index.ts'

/**
 * All versions that some target has or awaits, in the order they are applied. `known` is the source's own order; a version
 * it does not have stands behind the one it follows in its target.
 */
export function versionOrder(sequences: Iterable<readonly string[]>, known: readonly string[] = []): string[] {
  const order = [...known]
  const placed = new Set(order)
  for (const sequence of sequences) {
    let before: string | null = null
    for (const version of sequence) {
      if (!placed.has(version)) {
        order.splice(before === null ? 0 : order.indexOf(before) + 1, 0, version)
        placed.add(version)
      }
      before = version
    }
  }
  return order
}

/** What a version is to one target. `done` is applied; `none` belongs to another source. */
export type VersionMark = 'applied' | 'pending' | 'failed' | 'drifted' | 'out-of-order' | 'unknown' | 'none'

export const versionMarks: Readonly<Record<Exclude<VersionMark, 'none'>, { readonly mark: CellMark; readonly words: string }>> = {
  applied: { mark: 'done', words: 'applied' },
  pending: { mark: 'due', words: 'pending' },
  failed: { mark: 'failed', words: 'failed' },
  drifted: { mark: 'odd', words: 'applied, and its file was changed since' },
  'out-of-order': { mark: 'odd', words: 'pending, though later ones are applied' },
  unknown: { mark: 'odd', words: 'applied, and not in the source' },
}

type Judged = Pick<TargetStatus, 'applied' | 'pending' | 'problems' | 'state'>

const names = (problem: Judged['problems'][number], version: string): boolean =>
  new RegExp(`(^|[^\\w-])${version.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}($|[^\\w-])`).test(`${problem.title} ${problem.detail}`)

/** Of each version what it is to the target. A problem belongs to the version its words name. */
export function marksOf(status: Judged, order: readonly string[]): Map<string, VersionMark> {
  const applied = new Set(status.applied)
  const pending = new Set(status.pending)
  const marks = new Map<string, VersionMark>()
  for (const version of order) marks.set(version, applied.has(version) ? 'applied' : pending.has(version) ? 'pending' : 'none')
  const naming = (codes: readonly string[]) =>
    order.filter(
      (version) =>
        marks.get(version) !== 'none' && status.problems.some((problem) => codes.includes(problem.code) && names(problem, version)),
    )
  for (const version of naming(['migration.checksum-drift'])) marks.set(version, 'drifted')
  for (const version of naming(['migration.unknown-version', 'migration.file-missing']))
    if (applied.has(version)) marks.set(version, 'unknown')
  const late = naming(['migration.out-of-order'])
  for (const version of late) if (pending.has(version)) marks.set(version, 'out-of-order')
  if (status.state === 'failed') {
    const failed = naming(['migration.failed-row', 'migration.failed', 'migration.interrupted'])
    const first = status.pending[0]
    for (const version of failed.length > 0 ? failed : first === undefined ? [] : [first]) marks.set(version, 'failed')
  }
  return marks
}

/** Columns past which the beginning is folded, and how many of the common beginning stay. */
const mostColumns = 14
const keptBeforeFold = 2

/** How many leading versions every target has, and so are folded into one column; 0 where all fit. */
export function foldedPrefix(order: readonly string[], statuses: readonly Pick<TargetStatus, 'applied' | 'state'>[]): number {
  if (order.length <= mostColumns) return 0
  const reached = statuses
    .filter(({ state, applied }) => state !== 'unreachable' && applied.length > 0)
    .map(({ applied }) => new Set(applied))
  let common = 0
  while (common < order.length && reached.length > 0 && reached.every((applied) => applied.has(order[common] ?? ''))) common += 1
  const folded = Math.min(common, order.length) - keptBeforeFold
  return folded < 3 ? 0 : folded
}

/** A version's name for a heading: what tells it apart in few letters. Prisma's begin with a time, Alembic's are twelve digits. */
export function shortVersion(version: string): string {
  if (version.length <= 6) return version
  const timed = /^(\d{4})(\d{2})(\d{2})\d{0,6}_(.+)$/.exec(version)
  if (timed !== null) return timed[4] ?? version
  return /^[0-9a-f]{8,}$/.test(version) ? version.slice(0, 5) : version
}
