import type { DemoValue } from '../../src/main/capabilities/tenants/demo/campus-rows.ts'
import { rowsOf } from './lms-kit.ts'

type Row = Record<string, DemoValue>

export interface Derived {
  readonly id: string
  readonly state: string
  readonly inconsistencies: readonly string[]
  readonly deadline: string | null
  readonly daysLeft: number | null
  readonly lateDays: number | null
}

const today = Date.UTC(2026, 10, 20)
const day = 86_400_000
const utc = (text: DemoValue): number => Date.parse(`${String(text).slice(0, 10)}T00:00:00Z`)
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10)
const byId = (rows: readonly Row[]): Map<DemoValue, Row> => new Map(rows.map((row) => [row['id'] ?? null, row]))

const users = byId(rowsOf('users'))
const enrollments = byId(rowsOf('enrollments'))
const programs = byId(rowsOf('programs'))
const refunds = rowsOf('refunds')

const contradictionsOf = (withdrawal: Row, own: readonly Row[]): string[] => {
  const enrollment = enrollments.get(withdrawal['enrollment_id'] ?? null)
  const program = programs.get(enrollment?.['program_id'] ?? null)
  const progress = withdrawal['progress_pct_at_withdrawal']
  const amount = own.reduce((sum, refund) => sum + Number(refund['amount_cents']), 0)
  const found: (string | false)[] = [
    own.some((refund) => refund['remitted_at'] !== null && refund['approved_at'] === null) && 'Remitted without approval',
    own.some((refund) => refund['approved_at'] !== null && refund['approved_by'] === null) && 'Approved without an approver',
    own.some((refund) => refund['approved_at'] !== null && String(refund['approved_at']) < String(withdrawal['requested_at'])) &&
      'Approved before the request',
    own.some(
      (refund) =>
        refund['approved_at'] !== null && refund['remitted_at'] !== null && String(refund['remitted_at']) < String(refund['approved_at']),
    ) && 'Remitted before the approval',
    own.length > 0 && enrollment?.['status'] === 'active' && 'Refund on an active enrollment',
    own.length > 1 && 'Two or more refunds for one withdrawal',
    users.get(withdrawal['user_id'] ?? null)?.['deleted_at'] !== null && 'Withdrawal of a deleted person',
    progress === null && 'Progress missing',
    typeof progress === 'number' && (progress < 0 || progress > 100) && 'Progress outside 0 to 100',
    amount > Number(program?.['tuition_amount_cents']) && 'Refund beyond the tuition',
  ]
  return found.filter((each) => each !== false)
}

/** What the state of a withdrawal is, by the rules in words and by none of the code under test. */
const derive = (withdrawal: Row): Derived => {
  const own = refunds.filter((refund) => refund['withdrawal_id'] === withdrawal['id'])
  const inconsistencies = contradictionsOf(withdrawal, own)
  const processed = withdrawal['admin_processed_at'] !== null
  const progress = withdrawal['progress_pct_at_withdrawal']
  const approved = own.length > 0 && own.every((refund) => refund['approved_at'] !== null)
  const remitted = own.length > 0 && own.every((refund) => refund['remitted_at'] !== null)
  const pastCutOff = own.length === 0 && processed && typeof progress === 'number' && progress >= 50
  const decidedNothing = approved && own.every((refund) => refund['amount_cents'] === 0)
  const settled = (): string => {
    if (remitted) return 'remitted'
    if (pastCutOff || decidedNothing) return 'no-refund-due'
    if (own.length > 0) return approved ? 'approved' : 'refund-drafted'
    return processed || (withdrawal['admin_notes'] ?? '') !== '' ? 'under-review' : 'requested'
  }
  const owed = !remitted && !pastCutOff && !decidedNothing
  const deadline = utc(withdrawal['requested_at'] ?? null) + 45 * day
  const left = own.map((refund) => utc(refund['remitted_at'] ?? null)).reduce((last, time) => Math.max(last, time), 0)
  return {
    id: String(withdrawal['id']),
    state: inconsistencies.length > 0 ? 'inconsistent' : settled(),
    inconsistencies,
    deadline: owed ? iso(deadline) : null,
    daysLeft: owed ? (deadline - today) / day : null,
    lateDays: remitted && left > deadline ? (left - deadline) / day : null,
  }
}

export const derived: readonly Derived[] = rowsOf('withdrawals').map(derive)
