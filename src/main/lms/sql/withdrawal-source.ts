import { sql } from 'kysely'
import { ofList, selected } from './columns.ts'
import { contradictions } from './contradictions.ts'
import { flag, type Sql } from './dialect.ts'
import type { Places } from './places.ts'
import { isBefore, kindOf, refundTotals } from './refund-totals.ts'
import { hasEnrollmentOfWithdrawal, hasProgramOfEnrollment, joinsOfWithdrawal, personColumns } from './study-joins.ts'

/** The whole per cent from which nothing is owed any more: GNPEC Standard 12.2.3 gives money back before 50 %. */
const cutOffPercent = 50

const lastAttended = (places: Places): Sql | null => {
  const clockIn = places.column('attendance', 'clockIn', 'a')
  const same =
    places.same(['attendance', 'enrollmentId', 'a'], ['withdrawals', 'enrollmentId', 'w']) ??
    places.same(['attendance', 'personId', 'a'], ['withdrawals', 'personId', 'w'])
  return clockIn === null || same === null ? null : sql`(select max(${clockIn}) from ${places.table('attendance', 'a')} where ${same})`
}

/** A column of the joined refund totals, where the schema has what it is made of. */
const total = (places: Places, name: string, ...fields: readonly string[]): Sql | null =>
  refundTotals(places) !== null && fields.every((field) => places.field('refunds', field) !== null) ? sql`${sql.id('rf', name)}` : null

const contradictionColumns = (places: Places, reachesEnrollment: boolean) => {
  const requestedAt = places.column('withdrawals', 'requestedAt', 'w')
  const progress = places.column('withdrawals', 'progress', 'w')
  const status = reachesEnrollment ? places.words('enrollments', 'status', 'e') : null
  const deletedAt = places.column('people', 'deletedAt', 'u')
  const tuition = reachesEnrollment && hasProgramOfEnrollment(places) ? places.column('programs', 'tuitionCents', 'p') : null
  const refunds = total(places, 'refunds')
  const approved = total(places, 'approved_first', 'approvedAt')
  const amount = total(places, 'amount', 'amountCents')
  const counted = (name: string, ...fields: readonly string[]): Sql | null => {
    const sum = total(places, name, ...fields)
    return sum === null ? null : flag(sql`${sum} > 0`)
  }
  return {
    remittedUnapproved: counted('remittedUnapproved', 'approvedAt', 'remittedAt'),
    approvedByNobody: counted('approvedByNobody', 'approvedAt', 'approvedBy'),
    approvedBeforeRequest:
      approved && requestedAt
        ? flag(
            isBefore(
              places,
              { sql: approved, kind: kindOf(places, 'refunds', 'approvedAt') },
              { sql: requestedAt, kind: kindOf(places, 'withdrawals', 'requestedAt') },
            ),
          )
        : null,
    remittedBeforeApproval: counted('remittedBeforeApproval', 'approvedAt', 'remittedAt'),
    enrollmentActive: refunds && status ? flag(sql`${refunds} > 0 and lower(${status}) = 'active'`) : null,
    severalRefunds: refunds ? flag(sql`${refunds} > 1`) : null,
    ofDeletedPerson: deletedAt === null ? null : flag(sql`${deletedAt} is not null`),
    progressMissing: progress === null ? null : flag(sql`${progress} is null`),
    progressOutOfRange: progress === null ? null : flag(sql`${progress} < 0 or ${progress} > 100`),
    beyondTuition: amount && tuition ? flag(sql`${amount} > ${tuition}`) : null,
  }
}

/** The stored columns of each withdrawal, its refunds summed, and 1 or 0 for each contradiction. */
const storedFacts = (places: Places): { readonly sql: Sql; readonly names: readonly string[] } => {
  const reachesEnrollment = hasEnrollmentOfWithdrawal(places)
  const reachesProgram = reachesEnrollment && hasProgramOfEnrollment(places)
  const refunds = total(places, 'refunds')
  const approvals = total(places, 'approvals', 'approvedAt')
  const remittances = total(places, 'remittances', 'remittedAt')
  const { list, names } = selected({
    id: places.column('withdrawals', 'id', 'w'),
    personId: places.column('withdrawals', 'personId', 'w') ?? (reachesEnrollment ? places.column('enrollments', 'personId', 'e') : null),
    ...personColumns(places),
    program: reachesProgram ? places.words('programs', 'name', 'p') : null,
    tuitionCents: reachesProgram ? places.column('programs', 'tuitionCents', 'p') : null,
    enrollmentId: places.column('withdrawals', 'enrollmentId', 'w'),
    enrollmentStatus: reachesEnrollment ? places.words('enrollments', 'status', 'e') : null,
    requestedAt: places.column('withdrawals', 'requestedAt', 'w'),
    lastAttendedAt: lastAttended(places),
    progressPercent: places.column('withdrawals', 'progress', 'w'),
    reason: places.words('withdrawals', 'reason', 'w'),
    notes: places.words('withdrawals', 'notes', 'w'),
    processedAt: places.column('withdrawals', 'processedAt', 'w'),
    refundCents: total(places, 'amount', 'amountCents'),
    // Of several refunds the last date counts, and only once every one of them has one.
    refundApprovedAt: approvals && sql`case when ${approvals} = ${refunds} then ${total(places, 'approved_last', 'approvedAt')} end`,
    refundRemittedAt: remittances && sql`case when ${remittances} = ${refunds} then ${total(places, 'remitted', 'remittedAt')} end`,
    refunds: refunds && sql`coalesce(${refunds}, 0)`,
    ...contradictionColumns(places, reachesEnrollment),
  })
  const totals = refundTotals(places)
  const withdrawalOfRefund = totals === null ? null : joinedTotals(places, totals)
  return {
    sql: sql`select ${list} from ${places.table('withdrawals', 'w')}${joinsOfWithdrawal(places)}${withdrawalOfRefund ?? sql``}`,
    names,
  }
}

const joinedTotals = (places: Places, totals: Sql): Sql => {
  const id = places.column('withdrawals', 'id', 'w') ?? sql`null`
  const sameKind = places.field('withdrawals', 'id')?.kind === places.field('refunds', 'withdrawalId')?.kind
  const type = sql.raw(places.engine === 'mysql' ? 'char' : 'text')
  return sameKind
    ? sql` left join ${totals} on rf.withdrawal = ${id}`
    : sql` left join ${totals} on cast(rf.withdrawal as ${type}) = cast(${id} as ${type})`
}

/**
 * Every withdrawal with its state. The state is derived by the database, so that filtering, sorting and counting are its own:
 * a contradiction makes it inconsistent, whatever else holds; money that left is remitted; a processed case at or past the
 * cut-off without a refund, or with one of nothing that was approved, owes nothing; a refund is approved or drafted; a case
 * that was processed without a refund, or that somebody has written notes about, is under review; the rest is requested.
 */
export const withdrawalSource = (places: Places): { readonly sql: Sql; readonly names: readonly string[] } => {
  const facts = storedFacts(places)
  const has = (name: string): boolean => facts.names.includes(name)
  const column = ofList
  const hasRefund = has('refunds') ? sql`${column('refunds')} > 0` : sql`1 = 0`
  const processed = has('processedAt') ? sql`${column('processedAt')} is not null` : sql`1 = 0`
  const noted = has('notes') ? sql`trim(coalesce(${column('notes')}, '')) <> ''` : sql`1 = 0`
  const remitted = has('refundRemittedAt') ? sql`${hasRefund} and ${column('refundRemittedAt')} is not null` : sql`1 = 0`
  const approved = has('refundApprovedAt') ? sql`${hasRefund} and ${column('refundApprovedAt')} is not null` : sql`1 = 0`
  const pastCutOff = has('progressPercent') ? sql`${column('progressPercent')} >= ${sql.lit(cutOffPercent)}` : sql`1 = 0`
  const nothing = has('refundCents') ? sql`${approved} and ${column('refundCents')} = 0` : sql`1 = 0`
  const nothingDue = sql`(not (${hasRefund}) and ${processed} and ${pastCutOff}) or (${nothing})`
  const contradicting = contradictions.filter(has).map(column)
  const contradicts = contradicting.length === 0 ? sql`1 = 0` : sql`${sql.join(contradicting, sql` + `)} > 0`
  const open = sql`case when ${remitted} then 0 when ${nothingDue} then 0 else 1 end`
  return {
    sql: sql`select list.*,
      case when ${contradicts} then 'inconsistent' when ${remitted} then 'remitted' when ${nothingDue} then 'no-refund-due'
        when ${approved} then 'approved' when ${hasRefund} then 'refund-drafted' when ${processed} then 'under-review'
        when ${noted} then 'under-review' else 'requested' end as ${sql.id('state')},
      ${open} as ${sql.id('open')}
      ${has('requestedAt') ? sql`, case when ${open} = 1 then ${column('requestedAt')} end as ${sql.id('owedSince')}` : sql``}
      from (${facts.sql}) as list`,
    names: [...facts.names, 'state', 'open', ...(has('requestedAt') ? ['owedSince'] : [])],
  }
}
