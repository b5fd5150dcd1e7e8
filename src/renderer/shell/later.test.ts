import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { later, loadTheRest } from './later.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('a part that cannot be loaded now is asked for again until it can', async () => {
  let tries = 0
  const load = later(async () => {
    tries += 1
    if (tries < 3) throw new TypeError('Failed to fetch dynamically imported module')
    return 'the part'
  })
  const loading = load()
  await vi.advanceTimersByTimeAsync(2000)
  expect(await loading).toBe('the part')
  expect(tries).toBe(3)
})

it('every part is fetched once the first screen stands', async () => {
  const load = vi.fn(async () => 'a part')
  later(load)
  loadTheRest()
  await vi.advanceTimersByTimeAsync(5000)
  expect(load).toHaveBeenCalled()
})
