import { describe, expect, it } from 'vitest'
import { refundCellWords } from './refund-cell-words.ts'

const today = new Date(2026, 10, 20)
const none = { refundCents: null, refundApprovedAt: null, refundRemittedAt: null, state: 'requested' } as const

describe('the refund of a case', () => {
  it('carries its cents', () => expect(refundCellWords({ ...none, refundCents: 303000 }, true, today).amount).toBe('3,030.00'))
  it('of nothing is an amount, not an absence', () => expect(refundCellWords({ ...none, refundCents: 0 }, true, today).amount).toBe('0.00'))
  it('says how far it went', () => {
    expect(refundCellWords({ ...none, refundCents: 1 }, true, today).second).toBe('not approved')
    expect(refundCellWords({ ...none, refundCents: 1, refundApprovedAt: '2026-11-08' }, true, today).second).toBe('approved 8 Nov')
    expect(
      refundCellWords({ ...none, refundCents: 1, refundApprovedAt: '2026-11-08', refundRemittedAt: '2026-11-15' }, true, today).second,
    ).toBe('paid 15 Nov')
  })
  it('says which absence it is', () => {
    expect(refundCellWords(none, true, today).absence).toBe('not drafted')
    expect(refundCellWords({ ...none, state: 'no-refund-due' }, true, today).absence).toBe('none due')
    expect(refundCellWords(none, false, today).absence).toBe('not kept here')
  })
})
