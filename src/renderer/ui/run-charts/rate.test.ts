import { expect, it } from 'vitest'
import { rateOf } from './rate.ts'

it('counts what settled in steps of a round length, no more of them than there is room for', () => {
  const settled = [0, 100, 900, 1500, 9900]
  expect(rateOf(settled, 0, 10_000, 60)).toEqual({ steps: [3, 1, 0, 0, 0, 0, 0, 0, 0, 1], seconds: 1 })
  const long = rateOf(settled, 0, 600_000, 60)
  expect(long.seconds).toBe(10)
  expect(long.steps).toHaveLength(60)
  expect(long.steps[0]).toBe(0.5)
})

it('has one step at least, and puts what lies outside into the nearest', () => {
  expect(rateOf([5], 5, 5, 60)).toEqual({ steps: [1], seconds: 1 })
  expect(rateOf([-50, 99_000], 0, 2000, 60).steps).toEqual([1, 1])
})
