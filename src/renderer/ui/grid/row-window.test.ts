import { describe, expect, it } from 'vitest'
import { blockStart, physicalTop, rowWindow, scaleOf, topToReveal, virtualTop } from './row-window.ts'

describe('which rows are drawn', () => {
  it('draws those in view and some beyond', () => {
    expect(rowWindow(270, 540, 27, 1000, 5)).toEqual({ first: 5, last: 34 })
  })
  it('stays inside the table', () => {
    expect(rowWindow(0, 540, 27, 3, 5)).toEqual({ first: 0, last: 2 })
    expect(rowWindow(0, 540, 27, 0, 5)).toEqual({ first: 0, last: -1 })
  })
})

it('places rows from the beginning of their block', () => {
  expect([0, 999, 1000, 482_113].map(blockStart)).toEqual([0, 0, 1000, 482_000])
})

describe('tables taller than a browser scrolls', () => {
  const scale = scaleOf(10_000_000, 27)
  it('scales the scroll bar so that both ends meet', () => {
    expect(scale.physical).toBe(15_000_000)
    expect(virtualTop(scale, 0, 600)).toBe(0)
    expect(virtualTop(scale, scale.physical - 600, 600)).toBe(270_000_000 - 600)
  })
  it('finds the way back from rows to scroll bar', () => {
    const top = 123_456_789
    expect(virtualTop(scale, physicalTop(scale, top, 600), 600)).toBeCloseTo(top, 3)
  })
  it('leaves a million rows as they are', () => {
    expect(scaleOf(1_000_000, 27)).toEqual({ physical: 27_000_000, virtual: 27_000_000 })
  })
  it('leaves shorter tables as they are', () => {
    const small = scaleOf(1000, 27)
    expect([virtualTop(small, 77, 600), physicalTop(small, 77, 600)]).toEqual([77, 77])
  })
})

it('moves only as far as it takes to see a row', () => {
  expect(topToReveal(10, 0, 540, 27)).toBe(0)
  expect(topToReveal(30, 0, 540, 27)).toBe(297)
  expect(topToReveal(2, 270, 540, 27)).toBe(54)
})
