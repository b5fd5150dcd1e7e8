import { sql } from 'kysely'
import { type Withdrawal, withdrawalStates } from '#contract/registrar.ts'
import {
  asText,
  bound,
  contradictions,
  contradictionWords,
  daysBetween,
  type ListKey,
  ofList,
  type Places,
  type Sql,
  withdrawalSource,
} from '../../lms/index.ts'
import { isSet, personalTextOf, textOf, wholeOf } from './cells.ts'
import { candidate, dateOf, dayNumber, deadlineDays } from './deadlines.ts'
import { absentOf, folded, type ListPlan, presentSorts, type RawRow } from './list-plan.ts'
import { unknownStatus } from './unknown-status.ts'

/** Within this many days of the deadline a case is on the short list. */
export const soonDays = 14

const words = ['open', 'overdue', `due-${soonDays}`, 'needs-approval'] as const

const toWithdrawal =
  (on: number) =>
  (row: RawRow): Withdrawal => {
    const requestedAt = textOf(row['requestedAt'])
    const lastAttendedAt = textOf(row['lastAttendedAt'])
    const processedAt = textOf(row['processedAt'])
    const refundRemittedAt = textOf(row['refundRemittedAt'])
    const requested = dayNumber(requestedAt)
    const remitted = dayNumber(refundRemittedAt)
    const late = requested === null || remitted === null ? 0 : remitted - requested - deadlineDays
    const state = textOf(row['state'])
    const open = isSet(row['open'])
    const candidates = [
      candidate('last-attended', lastAttendedAt, on),
      candidate('in-writing', requestedAt, on),
      candidate('determined', processedAt, on),
    ].filter((each) => each !== null)
    return {
      id: textOf(row['id']) ?? '',
      personId: textOf(row['personId']),
      personName: personalTextOf(row['personName']),
      personDeleted: isSet(row['personDeleted']),
      program: textOf(row['program']),
      enrollmentId: textOf(row['enrollmentId']),
      enrollmentStatus: textOf(row['enrollmentStatus']),
      requestedAt,
      lastAttendedAt,
      progressPercent: textOf(row['progressPercent']),
      reason: textOf(row['reason']),
      notes: textOf(row['notes']),
      processedAt,
      state: withdrawalStates.find((each) => each === state) ?? 'inconsistent',
      inconsistencies: contradictions.filter((name) => isSet(row[name])).map((name) => contradictionWords[name]),
      refundCents: wholeOf(row['refundCents']),
      refundApprovedAt: textOf(row['refundApprovedAt']),
      refundRemittedAt,
      deadline: open ? (candidates.find(({ anchor }) => anchor === 'in-writing') ?? null) : null,
      candidates,
      remittedLateDays: late > 0 ? late : null,
    }
  }

const stateRank = (): ListKey => ({
  sql: sql`case ${ofList('state')} ${sql.join(
    withdrawalStates.map((state, rank) => sql`when ${sql.lit(state)} then ${sql.lit(rank)}`),
    sql` `,
  )} end`,
  valueClass: 'integer',
})

/** What the words for a status mean in SQL; the dates among them are counted from `on`. */
export const withdrawalStatus = (places: Places, names: readonly string[], on: number): Readonly<Record<(typeof words)[number], Sql>> => {
  const owedSince = ofList('owedSince')
  const place = places.field('withdrawals', 'requestedAt')
  // Bound as what the column is, so that an index on it would serve and no zone is brought in.
  const day = (number: number): Sql => bound(places.engine, dateOf(number), place?.kind === 'text' ? 'text' : 'time', place?.type)
  const known = names.includes('owedSince')
  return {
    open: sql`${ofList('open')} = 1`,
    overdue: known ? sql`${owedSince} < ${day(on - deadlineDays)}` : sql`1 = 0`,
    'due-14': known
      ? sql`${owedSince} >= ${day(on - deadlineDays)} and ${owedSince} < ${day(on - deadlineDays + soonDays + 1)}`
      : sql`1 = 0`,
    'needs-approval': sql`${ofList('state')} = 'refund-drafted'`,
  }
}

/** Withdrawals with their derived state, deadline and refund. `on` is today, as days since 1970. */
export const withdrawalsList = (places: Places, on: number): ListPlan<Withdrawal> => {
  const { engine } = places
  const { sql: source, names } = withdrawalSource(places)
  const id = places.key('withdrawals', 'id', ofList('id'))
  const requestedKey = (name: string): ListKey => places.key('withdrawals', 'requestedAt', ofList(name))
  const refundTime = (field: string, name: string): ListKey => places.key('refunds', field, ofList(name))
  const late = daysBetween(engine, ofList('requestedAt'), ofList('refundRemittedAt'))
  const times = [places.field('withdrawals', 'requestedAt'), places.field('refunds', 'remittedAt')]
  const canSubtract = times.every((place) => place !== null && (engine === 'sqlite' || place.kind !== 'text'))
  const statuses = withdrawalStatus(places, names, on)
  return {
    engine,
    source,
    columns: names,
    id,
    sorts: {
      ...presentSorts(names, {
        id,
        personId:
          places.has('withdrawals') && places.field('withdrawals', 'personId') !== null
            ? places.key('withdrawals', 'personId', ofList('personId'))
            : places.key('enrollments', 'personId', ofList('personId')),
        personName: folded('personName'),
        program: folded('program'),
        enrollmentId: places.key('withdrawals', 'enrollmentId', ofList('enrollmentId')),
        enrollmentStatus: folded('enrollmentStatus'),
        requestedAt: requestedKey('requestedAt'),
        lastAttendedAt: places.key('attendance', 'clockIn', ofList('lastAttendedAt')),
        progressPercent: places.key('withdrawals', 'progress', ofList('progressPercent')),
        reason: folded('reason'),
        processedAt: places.key('withdrawals', 'processedAt', ofList('processedAt')),
        refundCents: { sql: ofList('refundCents'), valueClass: 'integer' },
        refundApprovedAt: refundTime('approvedAt', 'refundApprovedAt'),
        refundRemittedAt: refundTime('remittedAt', 'refundRemittedAt'),
        // The deadline is the request and 45 days: in the same order.
        deadline: { ...requestedKey('owedSince'), of: 'owedSince' },
        state: stateRank(),
      }),
      ...(canSubtract && names.includes('refundRemittedAt')
        ? { remittedLateDays: { sql: sql`case when ${late} > ${sql.lit(deadlineDays)} then ${late} end`, valueClass: 'integer' as const } }
        : {}),
    },
    defaultSort: [{ column: names.includes('owedSince') ? 'deadline' : 'id', direction: 'asc' }],
    searched: [
      ...['personName', 'personEmail'].filter((name) => names.includes(name)).map(ofList),
      asText(engine, ofList('id')),
      ...(names.includes('personId') ? [asText(engine, ofList('personId'))] : []),
    ],
    counted: { column: 'state', words: names.includes('owedSince') ? words : ['open', 'needs-approval'] },
    status(word) {
      const named = words.find((each) => each === word)
      if (named !== undefined) return statuses[named]
      const state = withdrawalStates.find((each) => each === word)
      if (state === undefined) throw unknownStatus(word, [...words, ...withdrawalStates])
      return sql`${ofList('state')} = ${state}`
    },
    toRow: toWithdrawal(on),
    absent: absentOf(names, {
      personId: 'personId',
      personName: 'personName',
      personDeleted: 'personDeleted',
      program: 'program',
      enrollmentId: 'enrollmentId',
      enrollmentStatus: 'enrollmentStatus',
      requestedAt: 'requestedAt',
      lastAttendedAt: 'lastAttendedAt',
      progressPercent: 'progressPercent',
      reason: 'reason',
      notes: 'notes',
      processedAt: 'processedAt',
      refundCents: 'refundCents',
      refundApprovedAt: 'refundApprovedAt',
      refundRemittedAt: 'refundRemittedAt',
      deadline: 'owedSince',
      remittedLateDays: 'refundRemittedAt',
    }),
  }
}
