import { sql } from 'kysely'
import type { RunOptions } from '../../engines/index.ts'
import { flag, ofList } from '../../lms/index.ts'
import { textOf, wholeOf } from './cells.ts'
import type { ListPlan } from './list-plan.ts'
import { conditions, where } from './list-statement.ts'
import { compiled, named } from './read-list.ts'
import { type ListName, type OpenLms, plansOf } from './registrar-lists.ts'

export interface Counts {
  readonly total: number
  readonly byStatus: Record<string, number>
}

const read = async <Row>(lms: OpenLms, plan: ListPlan<Row>, search: string | undefined, options: RunOptions): Promise<Counts> => {
  const { column, words } = plan.counted
  const columns = [
    column === null ? sql`null as status` : sql`${ofList(column)} as status`,
    sql`count(*) as number`,
    ...words.map((word, index) => sql`sum(${flag(plan.status(word))}) as ${sql.id(`word_${index}`)}`),
  ]
  const group = column === null ? sql`` : sql` group by ${ofList(column)}`
  const statement = sql`select ${sql.join(columns)} from (${plan.source}) as list${where(conditions(plan, { search }))}${group}`
  const { columns: names, rows } = await lms.database.read(compiled(lms.database, statement), options)
  const byStatus: Record<string, number> = Object.fromEntries(words.map((word) => [word, 0]))
  const add = (status: string, number: number): void => {
    byStatus[status] = (byStatus[status] ?? 0) + number
  }
  let total = 0
  for (const cells of rows) {
    const row = named(names, cells)
    const number = wholeOf(row['number']) ?? 0
    total += number
    const status = textOf(row['status']) ?? ''
    // Only roles are several in one value.
    for (const each of column === 'roles' ? status.split(',') : [status]) if (each !== '' && number > 0) add(each, number)
    words.forEach((word, index) => {
      add(word, wholeOf(row[`word_${index}`]) ?? 0)
    })
  }
  return { total, byStatus }
}

/** How many rows a list has, in all and by each of its words for a status. One statement; somebody with two roles counts in both. */
export const countList = (lms: OpenLms, list: ListName, search: string | undefined, options: RunOptions): Promise<Counts> => {
  const plans = plansOf(lms)
  switch (list) {
    case 'people':
      return read(lms, plans.people(), search, options)
    case 'enrollments':
      return read(lms, plans.enrollments(), search, options)
    case 'withdrawals':
      return read(lms, plans.withdrawals(), search, options)
    case 'refunds':
      return read(lms, plans.refunds(), search, options)
  }
}
