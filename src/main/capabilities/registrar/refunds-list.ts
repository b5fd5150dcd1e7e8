import { sql } from 'kysely'
import { type Refund, refundStates } from '#contract/registrar.ts'
import {
  asText,
  type Contradiction,
  contradictions,
  contradictionWords,
  flag,
  hasEnrollmentOfWithdrawal,
  hasProgramOfEnrollment,
  isBefore,
  joinsOfWithdrawal,
  kindOf,
  type ListKey,
  ofList,
  type Places,
  personColumns,
  refundContradictions,
  type Sql,
  selected,
} from '../../lms/index.ts'
import { isSet, personalTextOf, textOf, wholeOf } from './cells.ts'
import { absentOf, folded, type ListPlan, presentSorts, type RawRow } from './list-plan.ts'
import { unknownStatus } from './unknown-status.ts'

const toRefund = (row: RawRow): Refund => {
  const state = textOf(row['state'])
  return {
    id: textOf(row['id']) ?? '',
    withdrawalId: textOf(row['withdrawalId']),
    personId: textOf(row['personId']),
    personName: personalTextOf(row['personName']),
    program: textOf(row['program']),
    amountCents: wholeOf(row['amountCents']),
    policyBasis: textOf(row['policyBasis']),
    approvedAt: textOf(row['approvedAt']),
    approvedBy: textOf(row['approvedBy']),
    remittedAt: textOf(row['remittedAt']),
    state: refundStates.find((each) => each === state) ?? 'inconsistent',
    inconsistencies: contradictions.filter((name) => isSet(row[name])).map((name) => contradictionWords[name]),
  }
}

/** What contradicts of one refund and the withdrawal it is for. The progress is the withdrawal's own matter. */
const contradictionColumns = (places: Places, reaches: boolean): Partial<Record<Contradiction, Sql | null>> => {
  const approvedAt = places.column('refunds', 'approvedAt', 'r')
  const requestedAt = reaches ? places.column('withdrawals', 'requestedAt', 'w') : null
  const reachesEnrollment = reaches && hasEnrollmentOfWithdrawal(places)
  const status = reachesEnrollment ? places.words('enrollments', 'status', 'e') : null
  const amount = places.column('refunds', 'amountCents', 'r')
  const tuition = reachesEnrollment && hasProgramOfEnrollment(places) ? places.column('programs', 'tuitionCents', 'p') : null
  const withdrawal = places.column('refunds', 'withdrawalId', 'r')
  const others = places.column('refunds', 'withdrawalId', 'other')
  const deletedAt = reaches ? places.column('people', 'deletedAt', 'u') : null
  return {
    ...refundContradictions(places, 'r'),
    approvedBeforeRequest:
      approvedAt && requestedAt
        ? flag(
            isBefore(
              places,
              { sql: approvedAt, kind: kindOf(places, 'refunds', 'approvedAt') },
              { sql: requestedAt, kind: kindOf(places, 'withdrawals', 'requestedAt') },
            ),
          )
        : null,
    enrollmentActive: status && flag(sql`lower(${status}) = 'active'`),
    severalRefunds:
      withdrawal && others && flag(sql`(select count(*) from ${places.table('refunds', 'other')} where ${others} = ${withdrawal}) > 1`),
    ofDeletedPerson: deletedAt && flag(sql`${deletedAt} is not null`),
    beyondTuition: amount && tuition && flag(sql`${amount} > ${tuition}`),
  }
}

const refundSource = (places: Places): { readonly sql: Sql; readonly names: readonly string[] } => {
  const toWithdrawal = places.same(['withdrawals', 'id', 'w'], ['refunds', 'withdrawalId', 'r'])
  const reaches = toWithdrawal !== null
  const reachesEnrollment = reaches && hasEnrollmentOfWithdrawal(places)
  const ownPerson = reaches ? places.column('withdrawals', 'personId', 'w') : null
  const { list, names } = selected({
    id: places.column('refunds', 'id', 'r'),
    withdrawalId: places.column('refunds', 'withdrawalId', 'r'),
    personId: ownPerson ?? (reachesEnrollment ? places.column('enrollments', 'personId', 'e') : null),
    ...(reaches ? personColumns(places) : {}),
    program: reachesEnrollment && hasProgramOfEnrollment(places) ? places.words('programs', 'name', 'p') : null,
    amountCents: places.column('refunds', 'amountCents', 'r'),
    policyBasis: places.words('refunds', 'policyBasis', 'r'),
    approvedAt: places.column('refunds', 'approvedAt', 'r'),
    approvedBy: places.column('refunds', 'approvedBy', 'r'),
    remittedAt: places.column('refunds', 'remittedAt', 'r'),
    ...contradictionColumns(places, reaches),
  })
  const joins =
    toWithdrawal === null ? sql`` : sql` left join ${places.table('withdrawals', 'w')} on ${toWithdrawal}${joinsOfWithdrawal(places)}`
  const has = (name: string): boolean => names.includes(name)
  const contradicting = contradictions.filter(has).map(ofList)
  const contradicts = contradicting.length === 0 ? sql`1 = 0` : sql`${sql.join(contradicting, sql` + `)} > 0`
  const set = (name: string): Sql => (has(name) ? sql`${ofList(name)} is not null` : sql`1 = 0`)
  return {
    sql: sql`select list.*, case when ${contradicts} then 'inconsistent' when ${set('remittedAt')} then 'remitted'
      when ${set('approvedAt')} then 'approved' else 'drafted' end as ${sql.id('state')}
      from (select ${list} from ${places.table('refunds', 'r')}${joins}) as list`,
    names: [...names, 'state'],
  }
}

const stateRank = (): ListKey => ({
  sql: sql`case ${ofList('state')} ${sql.join(
    refundStates.map((state, rank) => sql`when ${sql.lit(state)} then ${sql.lit(rank)}`),
    sql` `,
  )} end`,
  valueClass: 'integer',
})

/** Refunds, with whom they are for. */
export const refundsList = (places: Places): ListPlan<Refund> => {
  const { engine } = places
  const { sql: source, names } = refundSource(places)
  const id = places.key('refunds', 'id', ofList('id'))
  const time = (field: string): ListKey => places.key('refunds', field, ofList(field))
  return {
    engine,
    source,
    columns: names,
    id,
    sorts: presentSorts(names, {
      id,
      withdrawalId: places.key('refunds', 'withdrawalId', ofList('withdrawalId')),
      personName: folded('personName'),
      program: folded('program'),
      amountCents: { sql: ofList('amountCents'), valueClass: 'integer' },
      policyBasis: folded('policyBasis'),
      approvedAt: time('approvedAt'),
      approvedBy: places.key('refunds', 'approvedBy', ofList('approvedBy')),
      remittedAt: time('remittedAt'),
      state: stateRank(),
    }),
    defaultSort: [{ column: 'id', direction: 'desc' }],
    searched: [
      ...['personName', 'personEmail'].filter((name) => names.includes(name)).map(ofList),
      asText(engine, ofList('id')),
      ...(names.includes('personId') ? [asText(engine, ofList('personId'))] : []),
    ],
    counted: { column: 'state', words: [] },
    status(word) {
      const state = refundStates.find((each) => each === word)
      if (state === undefined) throw unknownStatus(word, refundStates)
      return sql`${ofList('state')} = ${state}`
    },
    toRow: toRefund,
    absent: absentOf(names, {
      personId: 'personId',
      personName: 'personName',
      program: 'program',
      policyBasis: 'policyBasis',
      approvedAt: 'approvedAt',
      approvedBy: 'approvedBy',
      remittedAt: 'remittedAt',
    }),
  }
}
