import type { DemoValue } from './campus-rows.ts'
import { formerBandCents, proRataCents } from './refund-amount.ts'
import type { StudyContext } from './study-context.ts'
import type { RefundCase, WithdrawalCase } from './withdrawal-cases.ts'

const amountOf = ({ amount, basis }: RefundCase, tuitionCents: number, progress: number): number => {
  if (typeof amount === 'number') return amount
  if (amount === 'beyond-tuition') return tuitionCents + 12_500
  return basis === 'former-standard-9' ? formerBandCents(tuitionCents, progress) : proRataCents(tuitionCents, progress)
}

const basisOf = ({ basis }: RefundCase, progress: number | null): string => {
  const completed = progress === null ? 'completion not known' : `${progress} % completed`
  return basis === 'former-standard-9' ? `Standard 9 table, ${completed}` : `GNPEC Standard 12.2.3, pro rata, ${completed}`
}

/** Adds a withdrawal and its refunds exactly as the case says, contradictions included. */
export const addWithdrawal = (
  context: StudyContext,
  userId: number,
  enrollmentId: number,
  tuitionCents: number,
  withdrawal: WithdrawalCase,
): void => {
  const { rows, random, calendar, words, admins } = context
  const { requested, progress, notes, processed, refunds = [] } = withdrawal
  // Office hours; of today only the first minutes are surely past.
  const at = (daysAgo: number): string => calendar.moment(-daysAgo, daysAgo <= 0 ? 2 : random.whole(8 * 60, 17 * 60))
  const optional = (daysAgo: number | undefined): DemoValue => (daysAgo === undefined ? null : at(daysAgo))
  const requestedAt = at(requested)
  const withdrawalId = rows.add('withdrawals', {
    user_id: userId,
    enrollment_id: enrollmentId,
    requested_at: requestedAt,
    progress_pct_at_withdrawal: progress,
    reason: random.of(words.remarks.reasons),
    admin_notes: notes === true ? random.of(words.remarks.notes) : (notes ?? null),
    admin_processed_at: optional(processed),
    created_at: requestedAt,
  })
  for (const refund of refunds) {
    rows.add('refunds', {
      withdrawal_id: withdrawalId,
      amount_cents: amountOf(refund, tuitionCents, progress ?? 20),
      policy_basis: basisOf(refund, progress),
      approved_at: optional(refund.approved),
      approved_by: refund.approved === undefined || refund.approver === 'none' ? null : random.of(admins),
      remitted_at: optional(refund.remitted),
      created_at: at(processed ?? requested),
    })
  }
}
