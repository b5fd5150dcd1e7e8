import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RevisionFile } from '../../src/main/capabilities/migrations/alembic/revision-file.ts'
import { buildRevisionGraph, withAncestors } from '../../src/main/capabilities/migrations/alembic/revision-graph.ts'
import { pendingRevisions } from '../../src/main/capabilities/migrations/alembic/revision-order.ts'

/** Alembic's own graph, asked for many projects at once: it prints the heads, those nothing depends on, and what an upgrade runs. */
const asked = `
import json, sys
from alembic.script.revision import Revision, RevisionMap
answers = []
for files, standing in json.load(sys.stdin):
    graph = RevisionMap(lambda: [Revision(id, tuple(down) or None, dependencies=tuple(needs) or None) for id, down, needs in files])
    runs = list(graph.iterate_revisions("heads", tuple(standing) or None, implicit_base=True))
    answers.append([list(graph.heads), list(graph._real_heads), [each.revision for each in reversed(runs)]])
json.dump(answers, sys.stdout)
`

type Planned = readonly (readonly [id: string, down: readonly string[], needs: readonly string[]])[]

const file = ([revision, down, dependsOn]: Planned[number]): RevisionFile => ({
  revision,
  down,
  dependsOn,
  labels: [],
  message: '',
  sha256: '',
  path: revision,
  hasDowngrade: true,
  upgradeLine: 1,
  tables: [],
})

/** Any graph: each revision follows up to two earlier ones and depends on one more at most (with several, Alembic's order is chance). */
const planned: fc.Arbitrary<Planned> = fc
  .array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(9)), { minLength: 1, maxLength: 14 })
  .chain((choices) => {
    const files = choices.map(([one, other, need, shape], index): Planned[number] => {
      const pick = (choice: number): string => `r${choice % index}`
      if (index === 0) return ['r0', [], []]
      const down = shape === 0 ? [] : shape < 7 ? [pick(one)] : [...new Set([pick(one), pick(other)])]
      return [`r${index}`, down, shape % 3 === 0 ? [pick(need)].filter((id) => !down.includes(id)) : []]
    })
    // Alembic breaks ties by the order in which it finds the files.
    return fc.shuffledSubarray(files, { minLength: files.length, maxLength: files.length })
  })

it('is Alembic’s own order, with its heads, for any graph and wherever a database stands', () => {
  const projects = fc
    .sample(fc.tuple(planned, fc.array(fc.nat(), { maxLength: 3 })), { numRuns: 1500, seed: 20_261_120 })
    .map(([files, choices]) => {
      const graph = buildRevisionGraph(files.map(file))
      const chosen = [...new Set(choices.map((choice) => `r${choice % files.length}`))]
      // As Alembic keeps its table: without what another row already includes.
      const standing = chosen.filter((id) => !chosen.some((other) => other !== id && withAncestors(graph, [other]).has(id)))
      return { files, graph, standing }
    })
  const input = JSON.stringify(projects.map(({ files, standing }) => [files, standing]))
  const answers = JSON.parse(execFileSync('/usr/bin/python3', ['-c', asked], { input, maxBuffer: 50_000_000 }).toString()) as string[][][]
  for (const [index, { files, graph, standing }] of projects.entries()) {
    const told = {
      files,
      standing,
      heads: graph.heads,
      realHeads: graph.realHeads,
      pending: pendingRevisions(graph, standing, graph.realHeads),
    }
    const [heads, realHeads, pending] = answers[index] ?? []
    expect(told).toEqual({ files, standing, heads, realHeads, pending })
  }
})
