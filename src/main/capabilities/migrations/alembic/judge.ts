import { type Problem, ProvostError } from '#contract/errors.ts'
import type { TargetState } from '#contract/migrations.ts'
import type { TableReference } from '#contract/tables.ts'
import type { RunOptions } from '../../../engines/index.ts'
import { tablesEver } from '../created-tables.ts'
import { sameTargets } from '../spelled-out.ts'
import type { Judgement, LedgerReader } from '../tool.ts'
import { type RevisionGraph, tableChangesBy, withAncestors } from './revision-graph.ts'
import { appliedRevisions, pendingRevisions } from './revision-order.ts'
import type { AlembicSource } from './source.ts'
import { locateVersionTable, readStanding } from './version-table.ts'

const problem = (
  code: 'migration.unknown-version' | 'migration.diverged' | 'migration.baseline-needed',
  title: string,
  detail: string,
  ...remedy: string[]
): Problem => new ProvostError(code, title, { detail, remedy }).toJSON()

const unknownRevision = (unknown: readonly string[]): Problem =>
  problem(
    'migration.unknown-version',
    unknown.length === 1
      ? 'The database stands at a revision that the project does not have.'
      : 'The database stands at revisions that the project does not have.',
    unknown.join(', '),
    'Get the newest version of the project: the database was probably migrated with it.',
    'Or restore the revision’s file.',
    'Until then alembic refuses this database too (Can’t locate revision).',
  )

const overlapping = (one: string, other: string): Problem =>
  problem(
    'migration.diverged',
    'The database stands at a revision and at another that came before it.',
    `${one} follows ${other}`,
    'Both are applied where both are in the table; have the older one’s row removed: `alembic stamp --purge` with the heads it should have.',
    'Until then alembic refuses this database too (overlaps with other requested revisions).',
  )

/** A standing revision that another standing one already includes; null where each stands for itself, as Alembic keeps them. */
const findOverlap = (graph: RevisionGraph, standing: readonly string[]): readonly [string, string] | null => {
  if (standing.length < 2) return null
  for (const one of standing) {
    const before = withAncestors(graph, [one])
    const other = standing.find((id) => id !== one && before.has(id))
    if (other !== undefined) return [one, other]
  }
  return null
}

/**
 * How a database stands whose version table holds some revisions; null where it has no such table. The rows are the newest of each
 * branch only, less those that another applied revision depends on: what is applied is told by going back from them, never by
 * comparing rows with heads. `present` are tables of the database that the revisions make: without a version table they came from there.
 */
export const judgeStanding = (graph: RevisionGraph, standing: readonly string[] | null, present: readonly string[]): Judgement => {
  const rows = [...new Set(standing ?? [])]
  const unknown = rows.filter((id) => !graph.revisions.has(id))
  const known = rows.filter((id) => graph.revisions.has(id))
  const overlap = findOverlap(graph, known)
  const problems: Problem[] = []
  if (unknown.length > 0) problems.push(unknownRevision(unknown))
  if (overlap !== null) problems.push(overlapping(...overlap))
  const unmanaged = standing === null && present.length > 0
  if (unmanaged)
    problems.push(
      problem(
        'migration.baseline-needed',
        'The database has tables of these revisions already, but nothing says which were applied.',
        `It has no version table. There already: ${present.slice(0, 8).join(', ')}${present.length > 8 ? ' …' : ''}.`,
        `Say up to which revision they stand, as \`alembic stamp\` does: provost migrate baseline --to REVISION${sameTargets}`,
      ),
    )
  const pending = unknown.length > 0 ? [] : pendingRevisions(graph, known, graph.realHeads)
  return {
    tool: 'alembic',
    applied: appliedRevisions(graph, known),
    pending,
    heads: graph.heads,
    state: stateOf({ unmanaged, unknown: unknown.length, known: known.length, overlap: overlap !== null, pending: pending.length }),
    problems,
  }
}

interface Facts {
  readonly unmanaged: boolean
  readonly unknown: number
  readonly known: number
  readonly overlap: boolean
  readonly pending: number
}

const stateOf = ({ unmanaged, unknown, known, overlap, pending }: Facts): TargetState => {
  if (unmanaged) return 'unmanaged'
  // With rows of both kinds some branch is the project's and some is not; with unknown ones only, a newer project was there.
  if (unknown > 0) return known > 0 ? 'diverged' : 'ahead'
  if (overlap) return 'diverged'
  return pending > 0 ? 'behind' : 'current'
}

/** Tables of others are no concern of Alembic, which would just upgrade; those that its revisions make stand in their way. */
const presentOf = (graph: RevisionGraph, tables: readonly TableReference[]): readonly string[] => {
  const names = new Set(tables.map(({ name }) => name.toLowerCase()))
  return tablesEver(tableChangesBy(graph, graph.revisions.keys())).filter((table) => names.has(table))
}

/** How a database stands against an Alembic project. */
export const judgeAlembic = async (
  reader: LedgerReader,
  source: AlembicSource,
  tables: readonly TableReference[],
  options: RunOptions,
): Promise<Judgement> => {
  const table = await locateVersionTable(reader, tables, source.versionTable, options)
  const standing = table === null ? null : await readStanding(reader, table, options)
  const judgement = judgeStanding(source.graph, standing, presentOf(source.graph, tables))
  return { ...judgement, problems: [...source.problems, ...judgement.problems] }
}
