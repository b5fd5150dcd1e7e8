import { ProvostError } from '#contract/errors.ts'
import type { TableReference } from '#contract/tables.ts'
import type { RunOptions } from '../../../engines/index.ts'
import { neverApplied, refuseMore } from '../refuse-back.ts'
import type { FrozenWay, LedgerReader, RollbackTo, WayBack } from '../tool.ts'
import { judgeAlembic } from './judge.ts'
import { type RevisionGraph, withAncestors } from './revision-graph.ts'
import { type AlembicSource, knownRevision } from './source.ts'
import { locateVersionTable, readStanding } from './version-table.ts'

/** Alembic's word for before the first revision. */
const base = 'base'

/** So many steps back from the one revision a database stands at; `base` is before the first. */
const stepsBack = (graph: RevisionGraph, standing: readonly string[], steps: number): string => {
  const ambiguous = (detail: string): ProvostError =>
    new ProvostError('migration.no-way-back', 'Steps back are not clear here: the revisions branch.', {
      detail,
      remedy: ['Name the revision to go back to: --to REVISION.'],
    })
  if (standing.length > 1) throw ambiguous(`The database stands at ${standing.join(' and ')}.`)
  let at = standing[0]
  for (let step = 0; step < steps && at !== undefined; step++) {
    const down: readonly string[] = graph.revisions.get(at)?.down ?? []
    if (down.length > 1) throw ambiguous(`${at} merges ${down.join(' and ')}.`)
    at = down[0]
  }
  return at ?? base
}

/**
 * The revision to go back to, as alembic is told it.
 * @throws ProvostError `migration.no-way-back`, `migration.version-unknown`
 */
const destination = (source: AlembicSource, standing: readonly string[], to: RollbackTo): string => {
  if ('steps' in to) return stepsBack(source.graph, standing, to.steps)
  return to.version === null ? base : knownRevision(source, to.version)
}

/**
 * What `alembic downgrade` takes back, newest first: what follows the destination's own children, by dependency as well. What only
 * depends on the destination itself stays.
 */
const takenBack = ({ graph }: AlembicSource, applied: readonly string[], target: string): readonly string[] => {
  const newestFirst = applied.toReversed()
  if (target === base) return newestFirst
  const children = [...graph.revisions].filter(([, { down }]) => down.includes(target)).map(([id]) => id)
  return newestFirst.filter((id) => {
    const before = withAncestors(graph, [id])
    return children.some((child) => before.has(child))
  })
}

/** The revisions whose files refuse to be taken back, among these. */
const withoutDowngrade = ({ graph }: AlembicSource, revisions: readonly string[]): readonly string[] =>
  revisions.filter((id) => graph.revisions.get(id)?.hasDowngrade === false)

const noDowngrade = (revisions: readonly string[]): ProvostError =>
  new ProvostError('migration.no-way-back', 'A revision on the way back has no downgrade.', {
    detail: revisions.join(', '),
    remedy: ['Go back less far.', 'Or write its downgrade.', 'Or restore the database from a restore point.'],
  })

/**
 * What alembic is told to take back what is left of a frozen way; null where nothing is.
 * @throws ProvostError `migration.plan-changed` where others came on top, `migration.no-way-back`
 */
export const downgradeArguments = (
  source: AlembicSource,
  applied: readonly string[],
  { versions, stays }: FrozenWay,
): readonly string[] | null => {
  const target = stays ?? base
  const taken = versions.length === 0 ? [] : takenBack(source, applied, target)
  // What came on top of what is gone already was never part of it, and stays.
  if (!taken.some((version) => versions.includes(version))) return null
  refuseMore(taken.filter((version) => !versions.includes(version)))
  const oneWay = withoutDowngrade(source, taken)
  if (oneWay.length > 0) throw noDowngrade(oneWay)
  return ['downgrade', target]
}

/** What `rollback` would do by the version table as it stands. */
export const wayBackAlembic = async (
  reader: LedgerReader,
  source: AlembicSource,
  tables: readonly TableReference[],
  to: RollbackTo,
  options: RunOptions,
): Promise<WayBack> => {
  const table = await locateVersionTable(reader, tables, source.versionTable, options)
  const standing = table === null ? [] : await readStanding(reader, table, options)
  const { applied, problems } = await judgeAlembic(reader, source, tables, options)
  const none = { versions: [], oneWay: [], stays: applied.at(-1) ?? null }
  if (problems.length > 0) return { ...none, problems }
  try {
    const target = destination(source, standing, to)
    if (applied.length === 0 || applied.at(-1) === target) return { ...none, problems: [] }
    if (target !== base && !applied.includes(target)) throw neverApplied(target, applied)
    const versions = takenBack(source, applied, target)
    const oneWay = withoutDowngrade(source, versions)
    return {
      versions,
      oneWay,
      stays: target === base ? null : target,
      problems: oneWay.length === 0 ? [] : [noDowngrade(oneWay).toJSON()],
    }
  } catch (error) {
    if (error instanceof ProvostError) return { ...none, problems: [error.toJSON()] }
    throw error
  }
}
