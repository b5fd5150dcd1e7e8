import { expect, it } from 'vitest'
import { workingDayBefore } from './working-day.ts'

it('a deadline on a weekend is met on the Friday before', () => {
  expect(workingDayBefore('2026-11-21')).toBe('2026-11-20')
  expect(workingDayBefore('2026-11-22')).toBe('2026-11-20')
  expect(workingDayBefore('2027-01-03')).toBe('2027-01-01')
})

it('a working day stays', () => expect(workingDayBefore('2026-11-25')).toBeNull())
