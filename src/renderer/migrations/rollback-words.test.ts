import { describe, expect, it } from 'vitest'
import type { RollbackPlan } from '#contract/migrations.ts'
import type { SummedLoss } from '#contract/rollback-facts.ts'
import { goingRowsWords, lossWords, survivalWords } from './rollback-words.ts'

const loss = (change: Partial<SummedLoss> = {}): SummedLoss => ({
  table: 'tags',
  column: null,
  rows: 1,
  more: false,
  uncounted: 0,
  targets: 1,
  ...change,
})

it('says what goes by name and size, and says so where the size is not known', () => {
  expect(lossWords(loss(), 1)).toBe('Table tags goes with its rows: 1 row.')
  expect(lossWords(loss({ rows: null, uncounted: 1 }), 2)).toBe('Table tags goes with its rows: its size is not known in 1 of 2 databases.')
  expect(lossWords(loss({ table: 'notes', column: 'author', rows: 10_004, more: true, uncounted: 1, targets: 3 }), 3)).toBe(
    'Column author of notes goes with its values: more than 10,004 rows in 3 of 3 databases; 1 could not be counted.',
  )
})

it('sums the rows of the tables that go, and never tells those nobody counted as none', () => {
  expect(goingRowsWords([])).toBe('none by name')
  expect(goingRowsWords([loss({ rows: 2 }), loss({ rows: 3, more: true })])).toBe('more than 5 rows')
  expect(goingRowsWords([loss({ rows: null, uncounted: 1 })])).toBe('their rows are not counted')
  expect(goingRowsWords([loss({ rows: 2 }), loss({ rows: null, uncounted: 1 })])).toBe('2 rows, some not counted')
})

describe('what survives', () => {
  const way = (version: string, mayChangeRows: boolean): RollbackPlan['ways'][number] => ({
    version,
    name: version,
    engine: 'sqlite',
    file: '',
    reversible: true,
    sql: '',
    mayChangeRows,
    transactional: true,
    statements: [],
    empty: false,
  })
  const back = [{ engine: 'sqlite' as const, versions: ['0002', '0001'], losses: [] }]

  it('is promised with its rows only where no way back may change them', () => {
    expect(survivalWords({ ways: [way('0002', false)] }, back)).toBe('Every other table stays with its rows.')
    expect(survivalWords({ ways: [way('0002', false), way('0001', true)] }, back)).toBe('No other table is dropped by name.')
  })

  it('leaves rows to their foreign key where the engine follows it when a table is dropped', () => {
    const dropping = back.map((target) => ({ ...target, losses: [{ table: 'tags', column: null, rows: 1, more: false }] }))
    expect(survivalWords({ ways: [way('0002', false)] }, dropping)).toMatch(/foreign key says what becomes of them\.$/)
  })
})
