import { type Problem, ProvostError } from '#contract/errors.ts'
import type { TableChange } from '../../../engines/index.ts'
import type { RevisionFile } from './revision-file.ts'

/** A revision with its place in the graph. */
export interface Revision extends RevisionFile {
  /** Revisions it depends on, branch names resolved. */
  readonly dependencies: readonly string[]
  /** What it comes right after: `down`, and those dependencies that no revision before it already has. */
  readonly parents: readonly string[]
  /** Revisions that follow it by `down_revision`. */
  readonly next: readonly string[]
  /** Those, and revisions that depend on it. */
  readonly allNext: readonly string[]
}

export interface RevisionGraph {
  /** In the order in which the files were found, which is what Alembic breaks ties by. */
  readonly revisions: ReadonlyMap<string, Revision>
  /** Followed by nothing: what `alembic heads` prints. */
  readonly heads: readonly string[]
  /** Heads that nothing depends on either: what `upgrade heads` goes to. */
  readonly realHeads: readonly string[]
  readonly bases: readonly string[]
  readonly problems: readonly Problem[]
}

const invalid = (title: string, detail: string, ...remedy: string[]): Problem =>
  new ProvostError('migration.source-invalid', title, { detail, remedy }).toJSON()

type Building = { -readonly [Key in keyof Revision]: Revision[Key] extends readonly string[] ? string[] : Revision[Key] }

/** Every revision reached from some by following names; names that lead nowhere are passed over. */
export const reach = <Node>(
  revisions: ReadonlyMap<string, Node>,
  from: Iterable<string>,
  follow: (revision: Node) => readonly string[],
): Set<string> => {
  const seen = new Set<string>()
  const todo = [...from]
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const revision = revisions.get(id)
    if (revision === undefined || seen.has(id)) continue
    seen.add(id)
    for (const each of follow(revision)) todo.push(each)
  }
  return seen
}

/** The revisions that lie on a circle of the edges, or behind one: taking away those with nothing before them leaves these. */
const circular = (revisions: ReadonlyMap<string, Building>): string[] => {
  const waiting = new Map([...revisions].map(([id, { down, dependencies }]) => [id, new Set([...down, ...dependencies])]))
  const free = [...waiting].flatMap(([id, before]) => (before.size === 0 ? [id] : []))
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    waiting.delete(id)
    for (const next of revisions.get(id)?.allNext ?? []) {
      const before = waiting.get(next)
      if (before?.delete(id) && before.size === 0) free.push(next)
    }
  }
  return [...waiting.keys()]
}

const unique = (problems: Problem[], files: readonly RevisionFile[]): Map<string, Building> => {
  const revisions = new Map<string, Building>()
  for (const file of files) {
    const present = revisions.get(file.revision)
    if (present === undefined)
      revisions.set(file.revision, {
        ...file,
        down: [...file.down],
        labels: [...file.labels],
        dependsOn: [...file.dependsOn],
        tables: [...file.tables],
        dependencies: [],
        parents: [],
        next: [],
        allNext: [],
      })
    else
      problems.push(
        invalid(
          `The revision ${file.revision} is declared twice.`,
          `${present.path} and ${file.path}`,
          'Give one of the files a revision of its own, or remove it.',
        ),
      )
  }
  return revisions
}

const labelled = (problems: Problem[], revisions: ReadonlyMap<string, Building>): Map<string, string> => {
  const labels = new Map<string, string>()
  for (const { revision, labels: own } of revisions.values()) {
    for (const label of own) {
      const holder = labels.get(label) ?? (revisions.has(label) ? label : undefined)
      if (holder === undefined) labels.set(label, revision)
      else
        problems.push(
          invalid(`The branch "${label}" is named twice.`, `in ${holder} and in ${revision}`, 'Give one of the branches another name.'),
        )
    }
  }
  return labels
}

/** Drops edges that lead nowhere, or to the revision itself, and tells each. */
const connect = (problems: Problem[], revisions: ReadonlyMap<string, Building>, labels: ReadonlyMap<string, string>): void => {
  const missing = (revision: Building, name: string, words: string): void => {
    problems.push(
      name === revision.revision
        ? invalid(`The revision ${name} ${words} itself.`, revision.path, 'Correct the file.')
        : invalid(
            `The revision ${revision.revision} ${words} ${name}, which no file declares.`,
            revision.path,
            'Restore the missing file.',
            'Or correct the name.',
          ),
    )
  }
  for (const revision of revisions.values()) {
    const own = revision.revision
    const known = revision.down.filter((id) => id !== own && revisions.has(id))
    for (const id of revision.down) if (!known.includes(id)) missing(revision, id, 'follows')
    revision.down = known
    const dependencies: string[] = []
    for (const name of revision.dependsOn) {
      const id = revisions.has(name) ? name : labels.get(name)
      if (id === undefined || id === own) missing(revision, name, 'depends on')
      else if (!dependencies.includes(id)) dependencies.push(id)
    }
    revision.dependencies = dependencies
    for (const id of known) revisions.get(id)?.next.push(own)
    for (const id of new Set([...known, ...dependencies])) revisions.get(id)?.allNext.push(own)
  }
}

/** Alembic leaves out of a revision's parents what a revision before it depends on already. */
const setParents = (revisions: ReadonlyMap<string, Building>): void => {
  for (const revision of revisions.values()) {
    let own = revision.dependencies
    if (own.length > 0) {
      const before = reach(revisions, revision.down, ({ down }) => down)
      const theirs = new Set([...before].flatMap((id) => revisions.get(id)?.dependencies ?? []))
      own = own.filter((id) => !theirs.has(id))
    }
    revision.parents = [...new Set([...revision.down, ...own])]
  }
}

/** The graph of the revisions in some files. What is wrong with it is told; the rest of it stands. */
export const buildRevisionGraph = (files: readonly RevisionFile[]): RevisionGraph => {
  const problems: Problem[] = []
  const revisions = unique(problems, files)
  connect(problems, revisions, labelled(problems, revisions))
  const circle = circular(revisions)
  if (circle.length > 0) {
    problems.push(
      invalid(
        'The revisions follow each other in a circle.',
        circle.slice(0, 20).join(', '),
        'Look at the down_revision and depends_on of these files, and correct the one that was changed last.',
      ),
    )
    // What hangs on a circle has no order: without it the rest still has one.
    for (const id of circle) revisions.delete(id)
    const lost = new Set(circle)
    const keep = (ids: readonly string[]): string[] => ids.filter((id) => !lost.has(id))
    for (const revision of revisions.values()) {
      revision.next = keep(revision.next)
      revision.allNext = keep(revision.allNext)
    }
  }
  setParents(revisions)
  const all = [...revisions.values()]
  return {
    revisions,
    heads: all.filter(({ next }) => next.length === 0).map(({ revision }) => revision),
    realHeads: all.filter(({ allNext }) => allNext.length === 0).map(({ revision }) => revision),
    bases: all.filter(({ down }) => down.length === 0).map(({ revision }) => revision),
    problems,
  }
}

/** The revisions and everything before them, by `down_revision` and `depends_on`. */
export const withAncestors = (graph: RevisionGraph, ids: Iterable<string>): Set<string> =>
  reach(graph.revisions, ids, ({ parents }) => parents)

/** What revisions do to tables, as far as their files tell, in the order in which they are named. */
export const tableChangesBy = ({ revisions }: RevisionGraph, ids: Iterable<string>): readonly TableChange[] =>
  [...ids].flatMap((id) => revisions.get(id)?.tables ?? [])
