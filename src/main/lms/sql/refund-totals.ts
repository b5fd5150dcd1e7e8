import { sql } from 'kysely'
import { flag, type Sql } from './dialect.ts'
import type { Places } from './places.ts'

/** Whether one time is before another; by their dates where one of the columns has no hour. */
export const isBefore = (
  places: Places,
  one: { sql: Sql; kind: string | undefined },
  other: { sql: Sql; kind: string | undefined },
): Sql => {
  if (one.kind === other.kind) return sql`${one.sql} < ${other.sql}`
  const date = (value: Sql): Sql => (places.engine === 'sqlite' ? sql`date(${value})` : sql`cast(${value} as date)`)
  return sql`${date(one.sql)} < ${date(other.sql)}`
}

export const kindOf = (places: Places, entity: 'withdrawals' | 'refunds', field: string): string | undefined =>
  places.field(entity, field)?.kind

/** How the refund `r` contradicts itself; null where the schema lacks what would tell. */
export const refundContradictions = (places: Places, alias: string) => {
  const approvedAt = places.column('refunds', 'approvedAt', alias)
  const approvedBy = places.column('refunds', 'approvedBy', alias)
  const remittedAt = places.column('refunds', 'remittedAt', alias)
  return {
    remittedUnapproved: approvedAt && remittedAt ? flag(sql`${remittedAt} is not null and ${approvedAt} is null`) : null,
    approvedByNobody: approvedAt && approvedBy ? flag(sql`${approvedAt} is not null and ${approvedBy} is null`) : null,
    remittedBeforeApproval:
      approvedAt && remittedAt
        ? flag(
            isBefore(
              places,
              { sql: remittedAt, kind: kindOf(places, 'refunds', 'remittedAt') },
              { sql: approvedAt, kind: kindOf(places, 'refunds', 'approvedAt') },
            ),
          )
        : null,
  }
}

/** One row per withdrawal that has refunds, as a table `rf` to join; null where the schema has no refunds that can be joined. */
export const refundTotals = (places: Places): Sql | null => {
  const withdrawal = places.column('refunds', 'withdrawalId', 'r')
  if (withdrawal === null) return null
  const approvedAt = places.column('refunds', 'approvedAt', 'r')
  const remittedAt = places.column('refunds', 'remittedAt', 'r')
  const amount = places.column('refunds', 'amountCents', 'r')
  const sums = Object.entries(refundContradictions(places, 'r')).flatMap(([name, is]) =>
    is === null ? [] : [sql`sum(${is}) as ${sql.id(name)}`],
  )
  const columns = [
    sql`${withdrawal} as withdrawal`,
    sql`count(*) as refunds`,
    amount === null ? sql`null as amount` : sql`sum(${amount}) as amount`,
    ...(approvedAt === null
      ? []
      : [sql`count(${approvedAt}) as approvals, min(${approvedAt}) as approved_first, max(${approvedAt}) as approved_last`]),
    ...(remittedAt === null ? [] : [sql`count(${remittedAt}) as remittances, max(${remittedAt}) as remitted`]),
    ...sums,
  ]
  return sql`(select ${sql.join(columns)} from ${places.table('refunds', 'r')} group by ${withdrawal}) as rf`
}
