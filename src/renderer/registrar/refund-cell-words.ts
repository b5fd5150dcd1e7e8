import type { Withdrawal } from '#contract/registrar.ts'
import { formatCents } from '../ui/index.ts'
import { shortDate } from './stored-dates.ts'

export interface RefundCellWords {
  /** The amount with its cents; null where there is none, and then `absence` says which absence it is. */
  readonly amount: string | null
  readonly absence: string
  readonly second: string
}

type Facts = Pick<Withdrawal, 'refundCents' | 'refundApprovedAt' | 'refundRemittedAt' | 'state'>

/** What stands under Refund: the stored amount, or why there is none. Nothing is computed here. */
export function refundCellWords(withdrawal: Facts, inSchema: boolean, today: Date): RefundCellWords {
  const { refundCents, refundApprovedAt, refundRemittedAt, state } = withdrawal
  const absence = inSchema ? (state === 'no-refund-due' ? 'none due' : 'not drafted') : 'not kept here'
  const second =
    refundCents === null
      ? ''
      : refundRemittedAt !== null
        ? `paid ${shortDate(refundRemittedAt, today)}`
        : refundApprovedAt !== null
          ? `approved ${shortDate(refundApprovedAt, today)}`
          : 'not approved'
  return { amount: refundCents === null ? null : formatCents(refundCents), absence, second }
}
