import { sql } from 'kysely'
import type { WithdrawalSummary } from '#contract/registrar.ts'
import type { RunOptions } from '../../engines/index.ts'
import { ofList } from '../../lms/index.ts'
import { textOf } from './cells.ts'
import { countList } from './counts.ts'
import { candidate } from './deadlines.ts'
import { compiled, named } from './read-list.ts'
import { mappingOf, type OpenLms, plansOf } from './registrar-lists.ts'

const mostDots = 400

/** The cases whose money is still owed, soonest first. Decided means that the refund is approved. */
const deadlineLine = async (lms: OpenLms, options: RunOptions): Promise<WithdrawalSummary['line']> => {
  const plan = plansOf(lms).withdrawals()
  if (!plan.columns.includes('owedSince')) return []
  const decided = plan.columns.includes('refundApprovedAt') ? sql`${ofList('refundApprovedAt')} as decided` : sql`null as decided`
  const due = ofList('owedSince')
  const statement = sql`select ${ofList('id')} as id, ${due} as due, ${decided} from (${plan.source}) as list
    where ${due} is not null order by ${due}, ${ofList('id')} limit ${sql.lit(mostDots)}`
  const { columns, rows } = await lms.database.read(compiled(lms.database, statement), options)
  return rows.flatMap((cells) => {
    const row = named(columns, cells)
    const counted = candidate('in-writing', textOf(row['due']), lms.on)
    if (counted === null) return []
    const { deadline, daysLeft } = counted
    return [{ id: textOf(row['id']) ?? '', deadline, daysLeft, decided: textOf(row['decided']) !== null }]
  })
}

/** What the head of the withdrawals screen says: how many of each, and when the money is due. */
export const withdrawalSummary = async (lms: OpenLms, options: RunOptions): Promise<WithdrawalSummary> => {
  const plan = plansOf(lms).withdrawals()
  const [{ total, byStatus }, line] = await Promise.all([countList(lms, 'withdrawals', undefined, options), deadlineLine(lms, options)])
  const count = (word: string): number => byStatus[word] ?? 0
  return {
    mapping: mappingOf(lms, plan.absent),
    total,
    open: count('open'),
    overdue: count('overdue'),
    dueIn14Days: count('due-14'),
    needsApproval: count('needs-approval'),
    inconsistent: count('inconsistent'),
    remitted: count('remitted'),
    line,
  }
}
