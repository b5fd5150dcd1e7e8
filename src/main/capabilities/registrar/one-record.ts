import { sql } from 'kysely'
import { ProvostError } from '#contract/errors.ts'
import type { Enrollment, Person, Refund, Withdrawal } from '#contract/registrar.ts'
import type { RunOptions } from '../../engines/index.ts'
import { bound, canBe, type ListKey, minutesBetween, type Sql } from '../../lms/index.ts'
import { wholeOf } from './cells.ts'
import type { ListPlan, RawRow } from './list-plan.ts'
import { listStatement, sortKeys } from './list-statement.ts'
import { compiled, named } from './read-list.ts'
import { type OpenLms, plansOf } from './registrar-lists.ts'

const mostRows = 1000

/** The rows whose column equals the value, in the list's own order; none where the schema lacks the column or the value cannot be one. */
const rowsWhere = async <Row>(
  lms: OpenLms,
  plan: ListPlan<Row>,
  key: ListKey | undefined,
  value: string,
  options: RunOptions,
): Promise<RawRow[]> => {
  if (key === undefined || !canBe(value, key.valueClass)) return []
  const statement = listStatement(plan, sortKeys(plan, []), { equals: [{ key, value }] }, { place: null, limit: mostRows })
  const { columns, rows } = await lms.database.read(compiled(lms.database, statement), options)
  return rows.map((row) => named(columns, row))
}

const unknown = (lms: OpenLms, what: string, id: string): ProvostError =>
  new ProvostError('record.unknown', `${lms.label} has no ${what} with the id ${id}.`, {
    remedy: ['Look it up in the list again: it may have been removed.'],
  })

const attendanceMinutes = async (lms: OpenLms, id: ListKey, withdrawalId: string, options: RunOptions): Promise<number | null> => {
  const { places, database } = lms
  const same =
    places.same(['attendance', 'enrollmentId', 'a'], ['withdrawals', 'enrollmentId', 'w']) ??
    places.same(['attendance', 'personId', 'a'], ['withdrawals', 'personId', 'w'])
  const stored = places.column('attendance', 'minutes', 'a')
  const clockIn = places.column('attendance', 'clockIn', 'a')
  const clockOut = places.column('attendance', 'clockOut', 'a')
  const minutes: Sql | null = stored ?? (clockIn && clockOut ? minutesBetween(places.engine, clockIn, clockOut) : null)
  const own = places.column('withdrawals', 'id', 'w')
  if (same === null || minutes === null || own === null) return null
  const statement = sql`select sum(${minutes}) as minutes from ${places.table('withdrawals', 'w')} join ${places.table('attendance', 'a')} on ${same}
    where ${own} = ${bound(places.engine, withdrawalId, id.valueClass, id.type)}`
  const { rows } = await database.read(compiled(database, statement), options)
  return wholeOf(rows[0]?.[0]) ?? 0
}

export interface WithdrawalRecord {
  readonly withdrawal: Withdrawal
  readonly refunds: Refund[]
  readonly attendanceMinutes: number | null
  readonly tuitionCents: number | null
  readonly absent: readonly string[]
}

/** @throws ProvostError `record.unknown` */
export const readWithdrawal = async (lms: OpenLms, id: string, options: RunOptions): Promise<WithdrawalRecord> => {
  const plans = plansOf(lms)
  const plan = plans.withdrawals()
  const [row] = await rowsWhere(lms, plan, plan.id, id, options)
  if (row === undefined) throw unknown(lms, 'withdrawal', id)
  const refundsPlan = lms.places.has('refunds') ? plans.refunds() : null
  const [refunds, minutes] = await Promise.all([
    refundsPlan === null ? [] : rowsWhere(lms, refundsPlan, refundsPlan.sorts['withdrawalId'], id, options),
    attendanceMinutes(lms, plan.id, id, options),
  ])
  return {
    withdrawal: plan.toRow(row),
    refunds: refundsPlan === null ? [] : refunds.map(refundsPlan.toRow),
    attendanceMinutes: minutes,
    tuitionCents: wholeOf(row['tuitionCents']),
    absent: plan.absent,
  }
}

export interface PersonRecord {
  readonly person: Person
  readonly enrollments: Enrollment[]
  readonly withdrawals: Withdrawal[]
  readonly absent: readonly string[]
}

/** @throws ProvostError `record.unknown` */
export const readPerson = async (lms: OpenLms, id: string, options: RunOptions): Promise<PersonRecord> => {
  const plans = plansOf(lms)
  const plan = plans.people()
  const [row] = await rowsWhere(lms, plan, plan.id, id, options)
  if (row === undefined) throw unknown(lms, 'person', id)
  const theirs = async <Row>(list: ListPlan<Row>): Promise<Row[]> =>
    (await rowsWhere(lms, list, list.sorts['personId'], id, options)).map(list.toRow)
  const [enrollments, withdrawals] = await Promise.all([
    lms.places.has('enrollments') ? theirs(plans.enrollments()) : [],
    lms.places.has('withdrawals') ? theirs(plans.withdrawals()) : [],
  ])
  return { person: plan.toRow(row), enrollments, withdrawals, absent: plan.absent }
}
