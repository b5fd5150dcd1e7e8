import { expect, it } from 'vitest'
import type { TargetDrift } from '#contract/migrations.ts'
import { driftFacts, driftWords } from './drift-groups.ts'

const missing = {
  object: 'column refunds.note',
  kind: 'missing',
  words: 'It is not there.',
  expected: 'text',
  found: null,
  sql: null,
} as const

const drift = (domain: string, state: TargetDrift['state'], group: string | null): TargetDrift => ({
  target: domain,
  reference: { kind: 'tenant', domain: domain as never },
  name: domain,
  server: 'pg:5432',
  engine: 'postgres',
  state,
  group,
  differences: state === 'drifted' ? [missing] : [],
  problem: null,
})

it('puts targets that differ in the same way together, the most frequent first', () => {
  const { same, groups, unknown } = driftFacts([
    drift('a.example', 'same', null),
    drift('b.example', 'drifted', 'x'),
    drift('d.example', 'drifted', 'y'),
    drift('c.example', 'drifted', 'y'),
    drift('e.example', 'unknown', null),
  ])
  expect(same).toHaveLength(1)
  expect(unknown.map(({ target }) => target)).toEqual(['e.example'])
  expect(groups.map(({ targets }) => targets.map(({ target }) => target))).toEqual([['c.example', 'd.example'], ['b.example']])
})

it('tells differences in a line', () => {
  expect(driftWords([missing])).toBe('column refunds.note missing')
  expect(driftWords([missing, { ...missing, object: 'index a', kind: 'unexpected' }, missing, missing])).toBe(
    'column refunds.note missing, index a not expected, and 2 more',
  )
})
