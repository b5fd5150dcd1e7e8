import type { BuiltInView } from '../shell/index.ts'
import { formatCount } from '../ui/index.ts'

/** A view over one of the registrar's lists: a name, and the status its rows have. */
export interface ListView {
  readonly id: string
  readonly title: string
  /** As the list takes it; absent shows every row. */
  readonly status?: string
  /** Its count is of trouble, where there is any. */
  readonly loud?: boolean
}

export interface Counts {
  readonly total: number
  readonly byStatus: Readonly<Record<string, number>>
}

export const withdrawalViews: readonly ListView[] = [
  { id: 'open', title: 'Open', status: 'open' },
  { id: 'overdue', title: 'Overdue', status: 'overdue', loud: true },
  { id: 'due-14', title: 'Due in 14 days', status: 'due-14' },
  { id: 'needs-approval', title: 'Needs approval', status: 'needs-approval' },
  { id: 'inconsistent', title: 'Inconsistent', status: 'inconsistent' },
  { id: 'remitted', title: 'Remitted', status: 'remitted' },
  { id: 'all', title: 'All' },
]

export const refundViews: readonly ListView[] = [
  { id: 'all', title: 'All' },
  { id: 'drafted', title: 'Needs approval', status: 'drafted' },
  { id: 'approved', title: 'Approved, not paid', status: 'approved' },
  { id: 'remitted', title: 'Remitted', status: 'remitted' },
  { id: 'inconsistent', title: 'Inconsistent', status: 'inconsistent' },
]

const peopleViews: readonly ListView[] = [
  { id: 'all', title: 'All' },
  { id: 'active', title: 'Active', status: 'active' },
  { id: 'deleted', title: 'Deleted', status: 'deleted' },
]

const titled = (word: string): string => {
  const plain = word.replaceAll(/[_-]+/g, ' ').toLowerCase()
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** Views of the school's own words, most rows first; those a declared view already shows are left out. */
const viewsOf = (counts: Counts | null, declared: readonly ListView[], most: number): ListView[] =>
  Object.entries(counts?.byStatus ?? {})
    .filter(([status]) => status !== '' && !declared.some((view) => view.status === status))
    .sort(([a, one], [b, other]) => other - one || a.localeCompare(b))
    .slice(0, most)
    .map(([status]) => ({ id: `status:${status}`, title: titled(status), status }))

export const peopleViewsOf = (counts: Counts | null): readonly ListView[] => [...peopleViews, ...viewsOf(counts, peopleViews, 4)]

export const enrollmentViewsOf = (counts: Counts | null): readonly ListView[] => [{ id: 'all', title: 'All' }, ...viewsOf(counts, [], 6)]

/** How many rows a status has; null while nobody counted it. */
export const countOfStatus = (counts: Counts | null, status: string | undefined): number | null =>
  counts === null ? null : status === undefined ? counts.total : (counts.byStatus[status] ?? null)

/** Views with their counts, as tabs. A view that was not counted has none. */
export const viewTabs = (views: readonly ListView[], counts: Counts | null): BuiltInView[] =>
  views.map(({ id, title, status, loud }) => {
    const count = countOfStatus(counts, status)
    return { id, title, ...(count === null ? {} : { count: formatCount(count) }), loud: loud === true && (count ?? 0) > 0 }
  })
