import { expect, it } from 'vitest'
import { RowRanges } from './row-ranges.ts'

it('joins ranges that touch', () => {
  expect(RowRanges.none.with(3).with(5).with(4).ranges).toEqual([[3, 5]])
  expect(RowRanges.none.with(10, 2).with(20).ranges).toEqual([
    [2, 10],
    [20, 20],
  ])
})

it('takes a row out of the middle of a range', () => {
  const selected = RowRanges.none.with(1, 5).toggled(3)
  expect(selected.ranges).toEqual([
    [1, 2],
    [4, 5],
  ])
  expect([selected.has(3), selected.has(4), selected.size]).toEqual([false, true, 4])
})

it('holds a million rows as one pair', () => {
  const all = RowRanges.none.with(0, 999_999)
  expect([all.size, all.ranges.length]).toEqual([1_000_000, 1])
})
