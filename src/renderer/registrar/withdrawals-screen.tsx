import { DeadlineLine } from './deadline-line.tsx'
import { readPage } from './list-query.ts'
import { withdrawalViews } from './list-views.ts'
import { RegistrarList } from './registrar-list.tsx'
import { withdrawalColumns } from './withdrawal-columns.tsx'
import { WithdrawalPane } from './withdrawal-pane.tsx'

const nothing: Readonly<Record<string, string>> = {
  open: 'No withdrawal is open',
  overdue: 'Nothing is overdue',
  'due-14': 'Nothing is due in the next 14 days',
  'needs-approval': 'No refund waits for approval',
  inconsistent: 'No withdrawal contradicts itself',
  remitted: 'No refund has been paid yet',
}

/** The registrar's queue: who withdrew, what is owed, and until when. */
export function WithdrawalsScreen() {
  return (
    <RegistrarList
      shape={{
        list: 'withdrawals',
        title: 'Withdrawals and refunds',
        what: 'withdrawals',
        icon: 'withdrawals',
        searchLabel: 'Search name, address or id',
        read: readPage.withdrawals,
        views: allViews,
        columns: columnsToday,
        defaultSort: { column: 'deadline', direction: 'asc' },
        double: true,
        above: (target, open, choose) => <DeadlineLine target={target} open={open} onChoose={choose} />,
        pane: (row) => <WithdrawalPane key={row.id} row={row} />,
        nothing: (view) => nothing[view?.id ?? ''] ?? 'There are no withdrawals',
      }}
    />
  )
}

const allViews = () => withdrawalViews
const columnsToday = (absent: ReadonlySet<string>) => withdrawalColumns(absent, new Date())
