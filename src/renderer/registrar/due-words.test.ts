import { describe, expect, it } from 'vitest'
import { briefDays, daysSentence, daysWords, dueWords, shareGone } from './due-words.ts'

describe('the days left on the 45-day clock', () => {
  it.each([
    [31, 'wait', 'quiet', '31 d left'],
    [15, 'wait', 'quiet', '15 d left'],
    [14, 'warn', 'warn', '14 d left'],
    [6, 'warn', 'warn', '6 d left'],
    [5, 'warn', 'fail', '5 d left'],
    [1, 'warn', 'fail', '1 d left'],
    [0, 'warn', 'fail', 'Due today'],
    [-1, 'fail', 'fail', '1 d overdue'],
    [-60, 'fail', 'fail', '60 d overdue'],
  ])('%i: %s, %s, %s', (days, glyph, tone, word) => expect(daysWords(days)).toEqual({ glyph, tone, word }))

  it('are whole words in a sentence', () => {
    expect(daysSentence(1)).toBe('1 day left')
    expect(daysSentence(5)).toBe('5 days left')
    expect(daysSentence(-1)).toBe('1 day overdue')
    expect(daysSentence(0)).toBe('Due today')
  })

  it('are brief beside a date', () => expect([12, 0, -7].map(briefDays)).toEqual(['12 d', 'today', '7 d over']))

  it('fill the bar from nothing to all of it, and no further', () => {
    expect(shareGone(45)).toBe(0)
    expect(shareGone(0)).toBe(1)
    expect(shareGone(-30)).toBe(1)
    expect(shareGone(60)).toBe(0)
  })
})

describe('a case without a running clock', () => {
  const none = { deadline: null, remittedLateDays: null, refundRemittedAt: null, requestedAt: '2026-09-01' }
  it('says that the money left in time', () =>
    expect(dueWords({ ...none, state: 'remitted', refundRemittedAt: '2026-10-01' }).word).toBe('Paid in time'))
  it('stays marked late once it was late', () =>
    expect(dueWords({ ...none, state: 'remitted', refundRemittedAt: '2026-11-01', remittedLateDays: 2 })).toEqual({
      glyph: 'fail',
      tone: 'fail',
      word: 'Paid 2 d late',
    }))
  it('says that nothing is owed', () => expect(dueWords({ ...none, state: 'no-refund-due' }).word).toBe('Nothing owed'))
  it('says that the date is missing, and does not count from another', () =>
    expect(dueWords({ ...none, state: 'requested', requestedAt: null }).word).toBe('No request date'))
})
