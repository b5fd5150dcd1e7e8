import { describe, expect, it } from 'vitest'
import type { RollbackPlan, TargetRollback } from './migrations.ts'
import { changingRows, emptyWays, rollbackFacts, summedLosses } from './rollback-facts.ts'

const target = (name: string, change: Partial<TargetRollback> = {}): TargetRollback => ({
  target: name,
  reference: { kind: 'tenant', domain: name as never },
  name,
  server: 'pg-1:5432',
  engine: 'postgres',
  state: 'current',
  versions: ['0002'],
  oneWay: [],
  stays: '0001',
  losses: [],
  skipped: null,
  problems: [],
  ...change,
})
const problem = { code: 'migration.no-way-back', title: 'No way back.', detail: '', remedy: [], retryable: false } as const

it('parts the targets into those that lose versions, those that cannot, and those left alone', () => {
  const targets = [
    target('a'),
    target('b', { problems: [problem], oneWay: ['0002'] }),
    target('c', { versions: [] }),
    target('d', { versions: [], skipped: 'suspended' }),
  ]
  const { back, held, passed } = rollbackFacts({ targets })
  expect([back, held, passed].map((some) => some.map((each) => each.target))).toEqual([['a'], ['b'], ['c', 'd']])
})

it('sums what would be gone over the targets, whole tables first, and knows no size where nobody could count', () => {
  const losses = [
    { losses: [{ table: 'notes', column: 'author', rows: 4, more: false }] },
    {
      losses: [
        { table: 'notes', column: 'author', rows: 10_000, more: true },
        { table: 'tags', column: null, rows: null, more: false },
      ],
    },
    { losses: [{ table: 'notes', column: 'author', rows: null, more: false }] },
  ]
  expect(summedLosses(losses)).toEqual([
    { table: 'tags', column: null, rows: null, more: false, uncounted: 1, targets: 1 },
    { table: 'notes', column: 'author', rows: 10_004, more: true, uncounted: 1, targets: 3 },
  ])
})

describe('the ways back that need a word', () => {
  const way = (version: string, engine: 'postgres' | 'sqlite', change: object): RollbackPlan['ways'][number] => ({
    version,
    name: version,
    engine,
    file: '',
    reversible: true,
    sql: '',
    mayChangeRows: false,
    transactional: true,
    statements: [],
    empty: false,
    ...change,
  })

  it('are those of targets that lose them, each once, and none that only held targets have', () => {
    const ways = [
      way('0003', 'postgres', { empty: true, mayChangeRows: true }),
      way('0002', 'postgres', { empty: true, mayChangeRows: true }),
      way('0002', 'sqlite', { empty: true, mayChangeRows: true }),
      way('0001', 'sqlite', { empty: true, mayChangeRows: true }),
    ]
    const back = [target('a'), target('b', { engine: 'sqlite' })]
    expect(emptyWays({ ways }, back)).toEqual(['0002'])
    expect(changingRows({ ways }, back)).toEqual(['0002'])
  })

  it('are not empty because nobody took their text apart', () => {
    expect(emptyWays({ ways: [way('0002', 'postgres', { sql: 'DROP TABLE t_2;' })] }, [target('a')])).toEqual([])
  })
})
