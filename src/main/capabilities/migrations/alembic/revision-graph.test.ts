import { describe, expect, it } from 'vitest'
import { judgeStanding } from './judge.ts'
import type { RevisionFile } from './revision-file.ts'
import { buildRevisionGraph } from './revision-graph.ts'
import { appliedRevisions, pendingRevisions } from './revision-order.ts'

const file = (revision: string, down: string | readonly string[] = [], more: Partial<RevisionFile> = {}): RevisionFile => ({
  revision,
  down: typeof down === 'string' ? [down] : down,
  labels: [],
  dependsOn: [],
  message: revision,
  sha256: '',
  path: `${revision}.py`,
  hasDowngrade: true,
  upgradeLine: 1,
  tables: [],
  ...more,
})

/** base → a1 → a2 ┐
 *       └ b1 → b2 ┴ m → z; and x1 → x2 beside them, of which x2 depends on b1. */
const files = [
  file('base'),
  file('a1', 'base'),
  file('b1', 'base', { labels: ['side'] }),
  file('a2', 'a1'),
  file('b2', 'b1'),
  file('m', ['a2', 'b2']),
  file('z', 'm'),
  file('x1', [], { labels: ['extra'] }),
  file('x2', 'x1', { dependsOn: ['side'] }),
]
const graph = buildRevisionGraph(files)

describe('a graph of revisions', () => {
  it('has its heads and bases, and a dependency is no head’s end', () => {
    expect(graph.problems).toEqual([])
    expect(graph.heads).toEqual(['z', 'x2'])
    expect(graph.bases).toEqual(['base', 'x1'])
    const depended = buildRevisionGraph([file('a'), file('b', [], { dependsOn: ['a'] })])
    expect(depended.heads).toEqual(['a', 'b'])
    expect(depended.realHeads).toEqual(['b'])
  })

  it('is applied parents first, each revision once', () => {
    const all = pendingRevisions(graph, [], graph.realHeads)
    expect([...all].sort()).toEqual(files.map(({ revision }) => revision).sort())
    for (const { revision, down } of files) for (const each of down) expect(all.indexOf(each)).toBeLessThan(all.indexOf(revision))
    expect(all.indexOf('b1')).toBeLessThan(all.indexOf('x2'))
    expect(pendingRevisions(graph, ['x2', 'a2'], graph.realHeads)).toEqual(['b2', 'm', 'z'])
    expect(pendingRevisions(graph, [], ['a2'])).toEqual(['base', 'a1', 'a2'])
    expect(appliedRevisions(graph, ['a1'])).toEqual(['base', 'a1'])
  })

  it('leaves out a dependency that a revision before it has already', () => {
    const twice = buildRevisionGraph([file('d'), file('a', [], { dependsOn: ['d'] }), file('b', 'a', { dependsOn: ['d'] })])
    expect(twice.revisions.get('a')?.parents).toEqual(['d'])
    expect(twice.revisions.get('b')?.parents).toEqual(['a'])
  })

  it.each([
    ['a revision twice', [file('a'), file('a', [], { path: 'other.py' })], /declared twice/],
    ['a parent that is not there', [file('a', 'gone')], /follows gone/],
    ['a dependency that is not there', [file('a', [], { dependsOn: ['gone'] })], /depends on gone/],
    ['a revision that follows itself', [file('a', 'a')], /follows itself/],
    ['a circle', [file('a', 'c'), file('b', 'a'), file('c', 'b'), file('d', 'c')], /circle/],
    ['a circle of dependencies', [file('a', [], { dependsOn: ['b'] }), file('b', 'a')], /circle/],
    ['a branch named twice', [file('a', [], { labels: ['l'] }), file('b', 'a', { labels: ['l'] })], /named twice/],
  ])('tells %s', (_, wrong, words) => {
    const { problems } = buildRevisionGraph(wrong)
    expect(problems).toMatchObject([{ code: 'migration.source-invalid', title: expect.stringMatching(words) }])
    expect(problems[0]?.remedy.length).toBeGreaterThan(0)
  })

  it('keeps the order of what does not hang on a circle', () => {
    const partly = buildRevisionGraph([file('a'), file('b', 'a'), file('c', 'd'), file('d', 'c'), file('e', ['b', 'd'])])
    expect(pendingRevisions(partly, [], partly.realHeads)).toEqual(['a', 'b'])
  })

  it('orders thousands of revisions at once', () => {
    const many = Array.from({ length: 5000 }, (_, index) => file(`r${index}`, index === 0 ? [] : `r${index - 1}`))
    const long = buildRevisionGraph(many)
    expect(pendingRevisions(long, ['r2499'], long.realHeads)).toHaveLength(2500)
  })
})

describe('a database against a graph', () => {
  it.each([
    ['an empty database', null, false, 'behind', 9],
    ['tables without a version table', null, true, 'unmanaged', 9],
    ['an empty version table', [], true, 'behind', 9],
    ['one branch', ['a2'], true, 'behind', 6],
    ['two branches', ['a2', 'b2'], true, 'behind', 4],
    ['a head that implies others', ['x2'], true, 'behind', 5],
    ['the heads', ['z', 'x2'], true, 'current', 0],
    ['an unknown revision', ['later'], true, 'ahead', 0],
    ['an unknown branch beside a known one', ['a1', 'elsewhere'], true, 'diverged', 0],
    ['a revision and its ancestor', ['a2', 'base'], true, 'diverged', 6],
    ['the same row twice', ['z', 'z', 'x2'], true, 'current', 0],
  ] as const)('with %s', (_, standing, populated, state, pending) => {
    const judged = judgeStanding(graph, standing, populated ? ['people'] : [])
    expect(judged).toMatchObject({ tool: 'alembic', state, heads: ['z', 'x2'] })
    expect(judged.pending).toHaveLength(pending)
    expect(judged.problems.length > 0).toBe(['unmanaged', 'ahead', 'diverged'].includes(state))
    for (const { remedy } of judged.problems) expect(remedy.length).toBeGreaterThan(0)
  })
})
