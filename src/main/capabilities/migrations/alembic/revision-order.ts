import { type RevisionGraph, withAncestors } from './revision-graph.ts'

/**
 * Some revisions, newest first, in the order Alembic walks them: down one branch as long as nothing else still leads there, then the
 * next. Where branches do not depend on each other the order the files were found in decides, so that the plan is Alembic's own.
 */
export const newestFirst = (graph: RevisionGraph, ids: ReadonlySet<string>, heads: readonly string[]): readonly string[] => {
  const todo = new Set(ids)
  const found = [...graph.revisions.keys()].filter((id) => todo.has(id) && heads.includes(id))
  const branches = found.map((id) => ({ id, ancestors: withAncestors(graph, [id]) }))
  const output: string[] = []
  let current = 0
  for (let branch = branches[current]; branch !== undefined; branch = branches[current]) {
    const { id } = branch
    const blocked = branches.findIndex((other, index) => index !== current && other.ancestors.has(id))
    if (blocked !== -1) {
      current = blocked
      continue
    }
    if (todo.delete(id)) output.push(id)
    const open = new Set(branches.map((each) => each.id))
    const [first, ...others] = (graph.revisions.get(id)?.parents ?? []).filter((parent) => todo.has(parent) && !open.has(parent))
    if (first === undefined) {
      branches.splice(current, 1)
      current = Math.max(current - 1, 0)
    } else {
      branch.id = first
      // A plain step down a line leaves its ancestors as they are, less the one just walked over.
      if (graph.revisions.get(id)?.parents.length === 1) branch.ancestors.delete(id)
      else branch.ancestors = withAncestors(graph, [first])
      for (const other of others) branches.push({ id: other, ancestors: withAncestors(graph, [other]) })
    }
  }
  return output
}

/** What `alembic upgrade` would run for a database that stands at some revisions, oldest first. */
export const pendingRevisions = (graph: RevisionGraph, standing: readonly string[], targets: readonly string[]): readonly string[] => {
  const done = withAncestors(graph, standing)
  const needed = new Set([...withAncestors(graph, targets)].filter((id) => !done.has(id)))
  return newestFirst(graph, needed, targets).toReversed()
}

/** What a database that stands at some revisions has, oldest first. */
export const appliedRevisions = (graph: RevisionGraph, standing: readonly string[]): readonly string[] =>
  newestFirst(graph, withAncestors(graph, standing), standing).toReversed()
