import { describe, expect, it } from 'vitest'
import { formatAgo, formatBytes, formatCents, formatCount, formatDate, formatDuration, formatShort } from './format.ts'

describe('numbers in words of the console', () => {
  it('groups counts, also those beyond what a number holds', () => {
    expect(formatCount(1284907)).toBe('1,284,907')
    expect(formatCount('9007199254740993')).toBe('9,007,199,254,740,993')
  })
  it('shortens estimates without losing the last figure of a small one', () => {
    expect([2204, 18_000, 412_000, 1_284_907, 81_000_000].map(formatShort)).toEqual(['2,204', '18 k', '412 k', '1.28 M', '81 M'])
  })
  it('writes sizes in decimal units', () => {
    expect([12, 4200, 1_100_000_000, 999_999].map(formatBytes)).toEqual(['12 B', '4.2 kB', '1.1 GB', '1 MB'])
  })
  it('writes durations with their unit', () => {
    expect([0.4, 38.2, 1840, 184_000, 7_500_000].map(formatDuration)).toEqual(['0.4 ms', '38 ms', '1.8 s', '3 min 4 s', '2 h 5 min'])
  })
  it('writes cents without going through a fraction', () => {
    expect([303000, 5, -12345].map(formatCents)).toEqual(['3,030.00', '0.05', '−123.45'])
  })
  it('writes a date with its weekday, and the year only where it differs', () => {
    expect(formatDate('2026-11-25', new Date('2026-11-20'))).toBe('Wed 25 Nov')
    expect(formatDate('2025-03-14', new Date('2026-11-20'))).toBe('Fri 14 Mar 2025')
    expect(formatDate('0000-00-00')).toBe('0000-00-00')
  })
  it('says how long ago', () => {
    const now = new Date('2026-11-20T14:32:00Z')
    expect(formatAgo(new Date('2026-11-20T14:31:20Z'), now)).toBe('40 s ago')
    expect(formatAgo(new Date('2026-11-16T14:31:20Z'), now)).toBe('4 d ago')
  })
})
