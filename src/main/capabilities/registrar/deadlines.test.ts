import { describe, expect, it } from 'vitest'
import { candidate, dateOf, dayNumber, today } from './deadlines.ts'

const deadlineFrom = (date: string): string | undefined => candidate('in-writing', date, 0)?.deadline

describe('the 45 calendar days', () => {
  it.each([
    ['2026-10-02', '2026-11-16'],
    ['2026-10-06', '2026-11-20'],
    ['2026-10-20', '2026-12-04'],
    ['2027-01-15', '2027-03-01'],
    ['2028-02-29', '2028-04-14'],
    ['2028-01-15', '2028-02-29'],
    ['2026-12-31', '2027-02-14'],
  ])('from %s end on %s', (date, deadline) => expect(deadlineFrom(date)).toBe(deadline))

  it('count the days left from the local date, not from the hour', () => {
    for (const hour of [0, 12, 23]) {
      const on = today(() => new Date(2026, 10, 20, hour, 59))
      expect(candidate('in-writing', '2026-10-11 23:59:59.999', on)).toEqual({
        anchor: 'in-writing',
        date: '2026-10-11',
        deadline: '2026-11-25',
        daysLeft: 5,
      })
    }
  })

  it('are negative once past and 0 on the last day', () => {
    const on = dayNumber('2026-11-20') ?? 0
    expect(candidate('in-writing', '2026-10-06', on)?.daysLeft).toBe(0)
    expect(candidate('in-writing', '2026-10-01', on)?.daysLeft).toBe(-5)
  })
})

describe('a date as a database writes it', () => {
  it.each([null, '', 'infinity', '-infinity', '0000-00-00', '2026-02-30', '2026-13-01 00:00:00', '20261120', 'NaN'])(
    'is none: %s',
    (text) => expect(dayNumber(text)).toBeNull(),
  )

  it.each(['2026-11-20', '2026-11-20 23:59:59.123456', '2026-11-20T00:00:00.000Z', '2026-11-20 14:32:00+05:30'])(
    'is the day written: %s',
    (text) => expect(dateOf(dayNumber(text) ?? 0)).toBe('2026-11-20'),
  )
})
