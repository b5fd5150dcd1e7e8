import { describe, expect, it } from 'vitest'
import { deadlineLayout, deadlineSummary } from './deadline-layout.ts'

const point = (id: string, daysLeft: number, decided = false) => ({ id, daysLeft, decided, deadline: '2026-11-25' })

describe('the deadline line', () => {
  it('puts overdue cases left of today and stacks those of one day', () => {
    const { dots, x } = deadlineLayout([point('a', -3), point('b', 7), point('c', 7)], 700, 4)
    expect(dots[0]?.x).toBeLessThan(x(0))
    expect(dots[1]?.x).toBe(dots[2]?.x)
    expect(dots.map(({ level }) => level)).toEqual([0, 0, 1])
  })

  it('keeps the weeks to come wide when one case is a year overdue', () => {
    const { x, dots, from } = deadlineLayout([point('old', -365), point('new', 10)], 700, 4)
    expect(from).toBe(-24)
    expect(dots[0]?.x).toBeGreaterThan(0)
    expect(x(45) - x(0)).toBeGreaterThan(400)
  })

  it('counts what it cannot stack instead of dropping it', () => {
    const { dots, overflows } = deadlineLayout(
      Array.from({ length: 9 }, (_, index) => point(String(index), 20)),
      700,
      4,
    )
    expect(dots).toHaveLength(4)
    expect(overflows).toEqual([{ x: dots[0]?.x, more: 5 }])
  })

  it('is said in a sentence whose parts add up', () =>
    expect(deadlineSummary([point('a', -1), point('b', 0), point('c', 14, true), point('d', 15)])).toBe(
      '4 open with a date: 1 overdue, 2 due within 14 days, 1 later; 1 decided, 3 to decide.',
    ))
})
