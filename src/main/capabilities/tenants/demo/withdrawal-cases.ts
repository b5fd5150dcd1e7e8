/** A refund of a case, in days before today; the amount is what Standard 12 gives unless said otherwise. */
export interface RefundCase {
  readonly basis?: 'standard-12' | 'former-standard-9'
  readonly amount?: 'beyond-tuition' | number
  readonly approved?: number
  readonly approver?: 'none'
  readonly remitted?: number
}

/** A withdrawal as a registrar meets it. Days count back from today; progress is in whole per cent. */
export interface WithdrawalCase {
  readonly requested: number
  readonly progress: number | null
  readonly notes?: true | string
  readonly processed?: number
  readonly refunds?: readonly RefundCase[]
  readonly enrollment?: 'active'
  readonly personDeleted?: true
}

/** Every state, and every place on the 45-day clock that matters: today, 5 and 14 days left, the last day, overdue. */
export const stateCases: readonly WithdrawalCase[] = [
  // Requested
  { requested: 0, progress: 12 },
  { requested: 3, progress: 35 },
  { requested: 9, progress: 8 },
  { requested: 17, progress: 27 },
  { requested: 33, progress: 5 },
  { requested: 41, progress: 18 },
  { requested: 45, progress: 30 },
  { requested: 47, progress: 41 },
  { requested: 2, progress: 0 },
  { requested: 20, progress: 100 },
  // At and around the cut-off
  { requested: 12, progress: 49 },
  { requested: 29, progress: 50 },
  { requested: 20, progress: 51 },
  // Under review: somebody has begun
  { requested: 14, progress: 31, notes: true },
  { requested: 38, progress: 50, notes: 'Exactly at the cut-off: the hours were asked for.' },
  { requested: 52, progress: 22, notes: true },
  { requested: 20, progress: 25, notes: true, processed: 16 },
  // No refund due
  { requested: 24, progress: 61, processed: 20 },
  { requested: 70, progress: 73, processed: 61, notes: true },
  { requested: 31, progress: 50, processed: 27, notes: 'The agreement says "before 50 percent".' },
  // Drafted
  { requested: 15, progress: 40, processed: 11, refunds: [{}] },
  { requested: 31, progress: 10, processed: 25, refunds: [{ basis: 'former-standard-9' }] },
  { requested: 40, progress: 25, processed: 33, refunds: [{}] },
  { requested: 52, progress: 33, processed: 44, refunds: [{}], notes: true },
  { requested: 6, progress: 20, processed: 4, refunds: [{ amount: 0 }], notes: 'Nothing above the earned part was paid.' },
  // Approved, not paid
  { requested: 22, progress: 15, processed: 19, refunds: [{ approved: 12 }] },
  { requested: 36, progress: 44, processed: 30, refunds: [{ approved: 21 }] },
  { requested: 50, progress: 38, processed: 40, refunds: [{ approved: 31 }] },
  // Remitted in time, on the last day, one day late, long late
  { requested: 30, progress: 28, processed: 26, refunds: [{ approved: 18, remitted: 5 }] },
  { requested: 90, progress: 36, processed: 80, refunds: [{ approved: 60, remitted: 45 }] },
  { requested: 100, progress: 9, processed: 90, refunds: [{ approved: 70, remitted: 54 }] },
  { requested: 110, progress: 17, processed: 88, refunds: [{ approved: 60, remitted: 41 }] },
]

/** Every contradiction the refund policy's page lists, as far as the schema's own checks let it in; the last has three at once. */
export const contradictoryCases: readonly WithdrawalCase[] = [
  { requested: 35, progress: 21, processed: 30, refunds: [{ remitted: 10 }] },
  { requested: 27, progress: 34, processed: 22, refunds: [{ approved: 15, approver: 'none' }] },
  { requested: 19, progress: 13, processed: 15, refunds: [{ approved: 24 }] },
  { requested: 48, progress: 29, processed: 41, refunds: [{ approved: 12, remitted: 20 }] },
  { requested: 25, progress: 24, processed: 20, refunds: [{}], enrollment: 'active' },
  { requested: 43, progress: 37, processed: 36, refunds: [{ approved: 20 }, { approved: 14, remitted: 9 }] },
  { requested: 23, progress: 42, personDeleted: true },
  { requested: 31, progress: null },
  { requested: 16, progress: 104 },
  { requested: 11, progress: -3 },
  { requested: 28, progress: 3, processed: 21, refunds: [{ amount: 'beyond-tuition' }] },
  { requested: 58, progress: null, processed: 50, refunds: [{ approved: 40, approver: 'none' }], personDeleted: true },
]
