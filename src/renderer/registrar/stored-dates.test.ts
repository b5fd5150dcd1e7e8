import { describe, expect, it } from 'vitest'
import { dateIn, shortDate, storedMoment } from './stored-dates.ts'

const today = new Date(2026, 10, 20)

describe('a date as a database stored it', () => {
  it.each([
    ['2026-10-11', '2026-10-11'],
    ['2026-10-11 14:32:00.123456+05:30', '2026-10-11'],
    ['2026-10-11T14:32:00.000Z', '2026-10-11'],
    ['0000-00-00', null],
    ['infinity', null],
    ['2026-02-30', null],
    [null, null],
  ])('holds the calendar date as written: %s', (stored, date) => expect(dateIn(stored)).toBe(date))

  it('is short in this year and has its year in another', () => {
    expect(shortDate('2026-10-11 09:00:00', today)).toBe('11 Oct')
    expect(shortDate('2025-10-11', today)).toBe('11 Oct 2025')
  })

  it('that is none stands as it was written', () => {
    expect(shortDate('infinity', today)).toBe('infinity')
    expect(storedMoment('0000-00-00 00:00:00')).toBe('0000-00-00 00:00:00')
  })

  it('keeps its time and the zone it was stored with, and invents none', () => {
    expect(storedMoment('2026-10-11 14:32:07.5')).toBe('11 Oct 2026, 14:32')
    expect(storedMoment('2026-10-11T14:32:00.000Z')).toBe('11 Oct 2026, 14:32 UTC')
    expect(storedMoment('2026-10-11 14:32:00+05:30')).toBe('11 Oct 2026, 14:32 +05:30')
    expect(storedMoment('2026-10-11')).toBe('11 Oct 2026')
  })
})
