import { expect, it } from 'vitest'
import type { Problem } from '#contract/errors.ts'
import type { TargetRollback } from '#contract/migrations.ts'
import { heldGroups } from './held-groups.ts'

const problem = (title: string, detail: string): Problem => ({ code: 'migration.no-way-back', title, detail, remedy: [], retryable: false })
const held = (target: string, ...problems: readonly Problem[]): TargetRollback => ({
  target,
  reference: { kind: 'tenant', domain: target as never },
  name: target,
  server: 'pg-1:5432',
  engine: 'postgres',
  state: 'current',
  versions: ['0002'],
  oneWay: ['0002'],
  stays: '0001',
  losses: [],
  skipped: null,
  problems: [...problems],
})

it('targets stand together where the same words and the same reason hold them, and apart where a reason differs', () => {
  const noFile = problem('0002 cannot be taken back.', 'It has no .down.sql.')
  const baseline = problem('0002 cannot be taken back.', 'It was marked as applied by a baseline.')
  const groups = heldGroups([held('a', baseline), held('b', noFile), held('c', noFile), held('d', noFile, baseline)])
  expect(groups.map(({ targets, problems }) => [targets.map(({ target }) => target), problems.map(({ detail }) => detail)])).toEqual([
    [['b', 'c'], ['It has no .down.sql.']],
    [['a'], ['It was marked as applied by a baseline.']],
    [['d'], ['It has no .down.sql.', 'It was marked as applied by a baseline.']],
  ])
})

it('the name of one target is not told of the others, and is told where it is alone', () => {
  const locked = (target: string) => problem(`Somebody else is migrating ${target}.`, '')
  const together = heldGroups([held('a.example', locked('a.example')), held('b.example', locked('b.example'))])
  expect(together.map(({ problems }) => problems[0]?.title)).toEqual(['Somebody else is migrating ….'])
  expect(heldGroups([held('a.example', locked('a.example'))])[0]?.problems[0]?.title).toBe('Somebody else is migrating a.example.')
})
