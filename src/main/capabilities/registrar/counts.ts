import { sql } from 'kysely'
import type { RunOptions } from '../../engines/index.ts'
import { flag, ofList } from '../../lms/index.ts'
import { textOf, wholeOf } from './cells.ts'
import type { ListPlan, RawRow } from './list-plan.ts'
import { conditions, where } from './list-statement.ts'
import { compiled, named } from './read-list.ts'
import { type ListName, type OpenLms, plansOf } from './registrar-lists.ts'

export interface Counts {
  readonly total: number
  readonly byStatus: Record<string, number>
}

/** What each list is counted by: the column, and the words that cut across it. */
const counted: Readonly<Record<ListName, { readonly column: string; readonly words: readonly string[] }>> = {
  people: { column: 'roles', words: ['active', 'deleted'] },
  enrollments: { column: 'status', words: [] },
  withdrawals: { column: 'state', words: ['open', 'overdue', 'due-14', 'needs-approval'] },
  refunds: { column: 'state', words: [] },
}

const read = async <Row>(
  lms: OpenLms,
  plan: ListPlan<Row>,
  list: ListName,
  search: string | undefined,
  options: RunOptions,
): Promise<RawRow[]> => {
  const { column, words } = counted[list]
  const has = plan.columns.includes(column)
  const columns = [
    has ? sql`${ofList(column)} as status` : sql`null as status`,
    sql`count(*) as number`,
    ...words.map((word, index) => sql`sum(${flag(plan.status(word))}) as ${sql.id(`word_${index}`)}`),
  ]
  const group = has ? sql` group by ${ofList(column)}` : sql``
  const statement = sql`select ${sql.join(columns)} from (${plan.source}) as list${where(conditions(plan, { search }))}${group}`
  const { columns: names, rows } = await lms.database.read(compiled(lms.database, statement), options)
  return rows.map((row) => named(names, row))
}

/** How many rows a list has, in all and by each of its words for a status. One statement; somebody with two roles counts in both. */
export const countList = async (lms: OpenLms, list: ListName, search: string | undefined, options: RunOptions): Promise<Counts> => {
  const plans = plansOf(lms)
  const rows =
    list === 'people'
      ? await read(lms, plans.people(), list, search, options)
      : list === 'enrollments'
        ? await read(lms, plans.enrollments(), list, search, options)
        : list === 'withdrawals'
          ? await read(lms, plans.withdrawals(), list, search, options)
          : await read(lms, plans.refunds(), list, search, options)
  const byStatus: Record<string, number> = Object.fromEntries(counted[list].words.map((word) => [word, 0]))
  const add = (status: string, number: number): void => {
    byStatus[status] = (byStatus[status] ?? 0) + number
  }
  let total = 0
  for (const row of rows) {
    const number = wholeOf(row['number']) ?? 0
    total += number
    const statuses = textOf(row['status'])?.split(list === 'people' ? ',' : '\n') ?? []
    for (const status of statuses) if (status !== '') add(status, number)
    counted[list].words.forEach((word, index) => {
      add(word, wholeOf(row[`word_${index}`]) ?? 0)
    })
  }
  return { total, byStatus }
}
