/**
 * How a withdrawal or its refund can contradict itself, after the registrar's own list. Names are columns of the lists,
 * 1 where it is so; words are what the person reads.
 */
export const contradictionWords = {
  remittedUnapproved: 'Remitted without approval',
  approvedByNobody: 'Approved without an approver',
  approvedBeforeRequest: 'Approved before the request',
  remittedBeforeApproval: 'Remitted before the approval',
  enrollmentActive: 'Refund on an active enrollment',
  severalRefunds: 'Two or more refunds for one withdrawal',
  ofDeletedPerson: 'Withdrawal of a deleted person',
  progressMissing: 'Progress missing',
  progressOutOfRange: 'Progress outside 0 to 100',
  beyondTuition: 'Refund beyond the tuition',
} as const
export type Contradiction = keyof typeof contradictionWords

export const contradictions = Object.keys(contradictionWords) as readonly Contradiction[]
