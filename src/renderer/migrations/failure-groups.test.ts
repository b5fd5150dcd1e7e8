import { expect, it } from 'vitest'
import type { RunTarget } from '#contract/migrations.ts'
import { failureGroups } from './failure-groups.ts'

const failed = (
  domain: string,
  title: string,
  code: 'migration.lock-timeout' | 'migration.failed' = 'migration.lock-timeout',
  detail = '',
): RunTarget => ({
  target: domain,
  reference: { kind: 'tenant', domain: domain as never },
  name: domain.split('.')[0] ?? domain,
  server: 'pg-east-1:5432',
  engine: 'postgres',
  position: 0,
  wave: 1,
  status: 'failed',
  applied: [],
  attempts: 1,
  ms: 10,
  startedAt: null,
  finishedAt: null,
  error: { code, title, detail, remedy: [], retryable: true },
  skipped: null,
})

it('puts failures together that differ in whose they are and how long they took', () => {
  const groups = failureGroups([
    failed('a.example', 'a.example has no table refunds.', 'migration.failed'),
    failed('b.example', '0003 did not get its lock in 4 tries.'),
    failed('c.example', '0003 did not get its lock in 9 tries.'),
    { ...failed('d.example', ''), status: 'done', error: null },
  ])
  expect(groups.map(({ targets }) => targets.map(({ target }) => target))).toEqual([['b.example', 'c.example'], ['a.example']])
  expect(groups.map(({ cause }) => cause)).toEqual(['0003 did not get its lock in … tries', 'a.example has no table refunds'])
})

it('tells apart what the same statement failed for', () => {
  const groups = failureGroups([
    failed('a.example', 'The database refused a statement of 0003.', 'migration.failed', 'table refunds already exists\n0003, line 2'),
    failed('b.example', 'The database refused a statement of 0003.', 'migration.failed', 'disk is full\n0003, line 2'),
  ])
  expect(groups.map(({ cause }) => cause)).toEqual([
    'The database refused a statement of 0003: table refunds already exists',
    'The database refused a statement of 0003: disk is full',
  ])
})
