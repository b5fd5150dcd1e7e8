import { z } from 'zod'
import { calendarDate, jobId, targetReference } from './ids.ts'
import { procedure } from './procedure.ts'
import { sortTerm } from './tables.ts'

/** Which of the console's fields the recognised schema does not have. What is absent is said, never shown as empty. */
export const mapping = z.object({
  adapter: z.string(),
  /** Fields absent from this list's rows, by the names used in them. */
  absent: z.array(z.string()),
  /** Everything the schema lacks, in words: `withdrawals.admin_notes`. */
  missing: z.array(z.string()),
})
export type Mapping = z.infer<typeof mapping>

/** Ids are text: they may be UUIDs, or zero-filled. Instants and dates are as the database wrote them. */
export const person = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  roles: z.array(z.string()),
  createdAt: z.string().nullable(),
  deletedAt: z.string().nullable(),
  enrollments: z.number().nullable(),
})
export type Person = z.infer<typeof person>

export const enrollment = z.object({
  id: z.string(),
  personId: z.string().nullable(),
  personName: z.string().nullable(),
  personDeleted: z.boolean(),
  program: z.string().nullable(),
  status: z.string().nullable(),
  enrolledAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  /** Whole or decimal per cent, as stored. */
  progressPercent: z.string().nullable(),
})
export type Enrollment = z.infer<typeof enrollment>

export const refundStates = ['drafted', 'approved', 'remitted', 'inconsistent'] as const
export const refund = z.object({
  id: z.string(),
  withdrawalId: z.string().nullable(),
  personId: z.string().nullable(),
  personName: z.string().nullable(),
  program: z.string().nullable(),
  /** Integer cents. */
  amountCents: z.number().nullable(),
  policyBasis: z.string().nullable(),
  approvedAt: z.string().nullable(),
  approvedBy: z.string().nullable(),
  remittedAt: z.string().nullable(),
  state: z.enum(refundStates),
  inconsistencies: z.array(z.string()),
})
export type Refund = z.infer<typeof refund>

/**
 * Derived from the stored columns (never stored): requested → under-review → no-refund-due | refund-drafted → approved → remitted.
 * A row that contradicts itself is `inconsistent`, with the contradictions named; it is never guessed into another state.
 */
export const withdrawalStates = [
  'requested',
  'under-review',
  'no-refund-due',
  'refund-drafted',
  'approved',
  'remitted',
  'inconsistent',
] as const
export type WithdrawalState = (typeof withdrawalStates)[number]

/** A date the 45 days could be counted from. */
export const deadlineCandidate = z.object({
  anchor: z.enum(['last-attended', 'in-writing', 'determined']),
  date: calendarDate,
  deadline: calendarDate,
  /** Whole days from today; negative is overdue. */
  daysLeft: z.int(),
})
export type DeadlineCandidate = z.infer<typeof deadlineCandidate>

export const withdrawal = z.object({
  id: z.string(),
  personId: z.string().nullable(),
  personName: z.string().nullable(),
  personDeleted: z.boolean(),
  program: z.string().nullable(),
  enrollmentId: z.string().nullable(),
  enrollmentStatus: z.string().nullable(),
  requestedAt: z.string().nullable(),
  lastAttendedAt: z.string().nullable(),
  progressPercent: z.string().nullable(),
  reason: z.string().nullable(),
  notes: z.string().nullable(),
  processedAt: z.string().nullable(),
  state: z.enum(withdrawalStates),
  inconsistencies: z.array(z.string()),
  refundCents: z.number().nullable(),
  refundApprovedAt: z.string().nullable(),
  refundRemittedAt: z.string().nullable(),
  /** Counted from the request in writing, where there is one; null once nothing is owed or the date is not known. */
  deadline: deadlineCandidate.nullable(),
  candidates: z.array(deadlineCandidate),
  /** Days after the deadline the money left; null where it was in time or has not left. */
  remittedLateDays: z.int().nullable(),
})
export type Withdrawal = z.infer<typeof withdrawal>

const listInput = z.object({
  target: targetReference,
  search: z.string().max(200).optional(),
  status: z.string().max(60).optional(),
  sort: z.array(sortTerm).max(4).default([]),
  limit: z.int().min(1).max(1000).default(100),
  after: z.string().max(100_000).optional(),
})
export type RegistrarListInput = z.input<typeof listInput>

const page = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row), next: z.string().nullable(), mapping, ms: z.number() })

export const withdrawalSummary = z.object({
  mapping,
  open: z.int(),
  overdue: z.int(),
  dueIn14Days: z.int(),
  needsApproval: z.int(),
  inconsistent: z.int(),
  remitted: z.int(),
  total: z.int(),
  /** One point per open case with a deadline, soonest first; at most 400. */
  line: z.array(z.object({ id: z.string(), deadline: calendarDate, daysLeft: z.int(), decided: z.boolean() })),
})
export type WithdrawalSummary = z.infer<typeof withdrawalSummary>

const exported = z.enum(['people', 'enrollments', 'withdrawals', 'refunds'])

export const registrar = {
  people: procedure('registrar.read').input(listInput).output(page(person)),
  enrollments: procedure('registrar.read').input(listInput).output(page(enrollment)),
  withdrawals: procedure('registrar.read').input(listInput).output(page(withdrawal)),
  refunds: procedure('registrar.read').input(listInput).output(page(refund)),
  withdrawal: procedure('registrar.read')
    .input(z.object({ target: targetReference, id: z.string() }))
    .output(
      z.object({
        withdrawal,
        refunds: z.array(refund),
        attendanceMinutes: z.number().nullable(),
        tuitionCents: z.number().nullable(),
        mapping,
      }),
    ),
  person: procedure('registrar.read')
    .input(z.object({ target: targetReference, id: z.string() }))
    .output(z.object({ person, enrollments: z.array(enrollment), withdrawals: z.array(withdrawal), mapping })),
  withdrawalSummary: procedure('registrar.read')
    .input(z.object({ target: targetReference }))
    .output(withdrawalSummary),
  /** How many rows a list has, in all and by status; exact, and cheap enough to ask on open. */
  counts: procedure('registrar.read')
    .input(z.object({ target: targetReference, list: exported, search: z.string().max(200).optional() }))
    .output(z.object({ total: z.int(), byStatus: z.record(z.string(), z.int()) })),
  exportCsv: procedure('registrar.export')
    .input(listInput.omit({ after: true, limit: true }).extend({ list: exported }))
    .output(z.object({ job: jobId })),
}
