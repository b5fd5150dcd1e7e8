import { describe, expect, it } from 'vitest'
import type { RollbackPlan, TargetRollback } from '#contract/migrations.ts'
import { changingRows, lossWords, rollbackFacts, summedLosses, survivalWords } from './rollback-facts.ts'

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

describe('what would be gone', () => {
  const losses = [
    { losses: [{ table: 'notes', column: 'author', rows: 4, more: false }] },
    {
      losses: [
        { table: 'notes', column: 'author', rows: 10_000, more: true },
        { table: 'tags', column: null, rows: null, more: false },
      ],
    },
  ]

  it('is summed over the targets, whole tables first', () => {
    expect(summedLosses(losses)).toEqual([
      { table: 'tags', column: null, rows: 0, more: false, uncounted: 1, targets: 1 },
      { table: 'notes', column: 'author', rows: 10_004, more: true, uncounted: 0, targets: 2 },
    ])
  })

  it('is said by name and size, and says so where the size is not known', () => {
    expect(summedLosses(losses).map((loss) => lossWords(loss, 2))).toEqual([
      'Table tags goes with its rows: its size is not known in 1 of 2 databases.',
      'Column author of notes goes with its values: more than 10,004 rows in 2 of 2 databases.',
    ])
    expect(lossWords({ table: 'tags', column: null, rows: 1, more: false, uncounted: 0, targets: 1 }, 1)).toBe(
      'Table tags goes with its rows: 1 row.',
    )
  })
})

describe('what survives', () => {
  const way = (version: string, mayChangeRows: boolean): RollbackPlan['ways'][number] => ({
    version,
    name: version,
    engine: 'postgres',
    file: '',
    reversible: true,
    sql: '',
    mayChangeRows,
    transactional: true,
    statements: [],
  })
  const dropping = (engine: 'postgres' | 'sqlite') => [{ engine, losses: [{ table: 'tags', column: null, rows: 1, more: false }] }]

  it('is promised with its rows only where no way back may change them', () => {
    expect(survivalWords({ ways: [way('0002', false)] }, dropping('postgres'))).toBe('Every other table stays with its rows.')
    const ways = [way('0002', false), way('0001', true)]
    expect(changingRows({ ways })).toEqual(['0001'])
    expect(survivalWords({ ways }, dropping('postgres'))).toBe('No other table is dropped by name.')
  })

  it('leaves rows to their foreign key where the engine follows it when a table is dropped', () => {
    expect(survivalWords({ ways: [way('0002', false)] }, dropping('sqlite'))).toMatch(/foreign key says what becomes of them\.$/)
    expect(survivalWords({ ways: [way('0002', false)] }, [{ engine: 'sqlite', losses: [] }])).toBe('Every other table stays with its rows.')
  })
})
