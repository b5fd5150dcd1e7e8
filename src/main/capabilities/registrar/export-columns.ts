import type { Enrollment, Person, Refund, Withdrawal } from '#contract/registrar.ts'
import type { Cell } from '#contract/values.ts'
import { amountOf } from './cells.ts'
import { dateOf, dayNumber } from './deadlines.ts'

/** A column of an export: its heading, the row's field it is absent with, and what stands in it. */
export interface ExportColumn<Row> {
  readonly heading: string
  readonly field: keyof Row & string
  cell(row: Row): Cell
}

/** The date alone where it is one, else as the database wrote it. */
const date = (text: string | null): string | null => {
  const day = dayNumber(text)
  return day === null ? text : dateOf(day)
}
const column = <Row>(heading: string, field: keyof Row & string, cell: (row: Row) => Cell): ExportColumn<Row> => ({ heading, field, cell })
const yes = (is: boolean): string => (is ? 'yes' : 'no')

export const peopleColumns: readonly ExportColumn<Person>[] = [
  column('id', 'id', (row) => row.id),
  column('name', 'name', (row) => row.name),
  column('email', 'email', (row) => row.email),
  column('roles', 'roles', (row) => row.roles.join(' ')),
  column('created', 'createdAt', (row) => date(row.createdAt)),
  column('deleted', 'deletedAt', (row) => date(row.deletedAt)),
  column('enrollments', 'enrollments', (row) => row.enrollments),
]

export const enrollmentColumns: readonly ExportColumn<Enrollment>[] = [
  column('id', 'id', (row) => row.id),
  column('person_id', 'personId', (row) => row.personId),
  column('person', 'personName', (row) => row.personName),
  column('person_deleted', 'personDeleted', (row) => yes(row.personDeleted)),
  column('program', 'program', (row) => row.program),
  column('status', 'status', (row) => row.status),
  column('enrolled', 'enrolledAt', (row) => date(row.enrolledAt)),
  column('completed', 'completedAt', (row) => date(row.completedAt)),
  column('progress_percent', 'progressPercent', (row) => row.progressPercent),
]

export const withdrawalColumns: readonly ExportColumn<Withdrawal>[] = [
  column('id', 'id', (row) => row.id),
  column('person_id', 'personId', (row) => row.personId),
  column('person', 'personName', (row) => row.personName),
  column('person_deleted', 'personDeleted', (row) => yes(row.personDeleted)),
  column('program', 'program', (row) => row.program),
  column('enrollment_id', 'enrollmentId', (row) => row.enrollmentId),
  column('enrollment_status', 'enrollmentStatus', (row) => row.enrollmentStatus),
  column('requested', 'requestedAt', (row) => date(row.requestedAt)),
  column('last_attended', 'lastAttendedAt', (row) => date(row.lastAttendedAt)),
  column('progress_percent', 'progressPercent', (row) => row.progressPercent),
  column('reason', 'reason', (row) => row.reason),
  column('notes', 'notes', (row) => row.notes),
  column('processed', 'processedAt', (row) => date(row.processedAt)),
  column('state', 'state', (row) => row.state),
  column('inconsistencies', 'inconsistencies', (row) => row.inconsistencies.join('; ')),
  column('refund', 'refundCents', (row) => amountOf(row.refundCents)),
  column('refund_approved', 'refundApprovedAt', (row) => date(row.refundApprovedAt)),
  column('refund_remitted', 'refundRemittedAt', (row) => date(row.refundRemittedAt)),
  column('deadline', 'deadline', (row) => row.deadline?.deadline ?? null),
  column('days_left', 'deadline', (row) => row.deadline?.daysLeft ?? null),
  column('remitted_late_days', 'remittedLateDays', (row) => row.remittedLateDays),
]

export const refundColumns: readonly ExportColumn<Refund>[] = [
  column('id', 'id', (row) => row.id),
  column('withdrawal_id', 'withdrawalId', (row) => row.withdrawalId),
  column('person_id', 'personId', (row) => row.personId),
  column('person', 'personName', (row) => row.personName),
  column('program', 'program', (row) => row.program),
  column('amount', 'amountCents', (row) => amountOf(row.amountCents)),
  column('policy_basis', 'policyBasis', (row) => row.policyBasis),
  column('approved', 'approvedAt', (row) => date(row.approvedAt)),
  column('approved_by', 'approvedBy', (row) => row.approvedBy),
  column('remitted', 'remittedAt', (row) => date(row.remittedAt)),
  column('state', 'state', (row) => row.state),
  column('inconsistencies', 'inconsistencies', (row) => row.inconsistencies.join('; ')),
]
