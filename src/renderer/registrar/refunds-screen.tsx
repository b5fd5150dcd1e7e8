import type { Refund } from '#contract/registrar.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { formatCents } from '../ui/index.ts'
import { byWhom } from './by-whom.ts'
import styles from './cells.module.css'
import { Absent, Lines, PersonName, StateWord, UnderWord } from './cells.tsx'
import { readPage } from './list-query.ts'
import { refundViews } from './list-views.ts'
import { RefundPane } from './refund-pane.tsx'
import { RegistrarList } from './registrar-list.tsx'
import { refundWords } from './state-words.ts'
import { shortDate } from './stored-dates.ts'

const columnsOf = (absent: ReadonlySet<string>): readonly GridColumn<Refund>[] => {
  const today = new Date()
  const sortable = (name: string): boolean => !absent.has(name)
  const lack = (name: string, words: string) => <Absent>{absent.has(name) ? 'not kept here' : words}</Absent>
  return [
    {
      id: 'personName',
      title: 'Student',
      width: 220,
      minWidth: 120,
      pinned: true,
      sortable: sortable('personName'),
      cell: (row) => (
        <Lines
          first={<PersonName name={row.personName} />}
          second={
            <>
              <code>{row.personId ?? row.id}</code> · {row.program ?? 'program unknown'}
            </>
          }
        />
      ),
      text: (row) => row.personName ?? '',
    },
    {
      id: 'amountCents',
      title: 'Amount, $',
      width: 116,
      align: 'end',
      sortable: true,
      cell: (row) =>
        row.amountCents === null ? (
          <Absent>not recorded</Absent>
        ) : (
          <b className={`num ${styles['strong']}`}>{formatCents(row.amountCents)}</b>
        ),
      text: (row) => (row.amountCents === null ? '' : formatCents(row.amountCents).replaceAll(',', '')),
    },
    {
      id: 'state',
      title: 'State',
      width: 190,
      sortable: true,
      cell: (row) => (
        <>
          <div className={styles['first']}>
            <StateWord words={refundWords[row.state]} />
          </div>
          <UnderWord tone={row.inconsistencies.length > 0 ? 'odd' : undefined}>{row.inconsistencies[0] ?? ''}</UnderWord>
        </>
      ),
      text: (row) => [refundWords[row.state].word, ...row.inconsistencies].join('; '),
    },
    {
      id: 'approvedAt',
      title: 'Approved',
      width: 150,
      sortable: sortable('approvedAt'),
      givesWay: 1,
      cell: (row) =>
        row.approvedAt === null ? (
          lack('approvedAt', 'not approved')
        ) : (
          <Lines first={shortDate(row.approvedAt, today)} second={byWhom(row.approvedBy)} />
        ),
      text: (row) => row.approvedAt ?? '',
    },
    {
      id: 'remittedAt',
      title: 'Remitted',
      width: 110,
      sortable: sortable('remittedAt'),
      cell: (row) => (row.remittedAt === null ? lack('remittedAt', 'not paid') : shortDate(row.remittedAt, today)),
      text: (row) => row.remittedAt ?? '',
    },
    {
      id: 'policyBasis',
      title: 'Policy',
      width: 150,
      grows: true,
      sortable: sortable('policyBasis'),
      givesWay: 2,
      cell: (row) =>
        row.policyBasis === null ? lack('policyBasis', 'not recorded') : <span title={row.policyBasis}>{row.policyBasis}</span>,
      text: (row) => row.policyBasis ?? '',
    },
    {
      id: 'withdrawalId',
      title: 'Withdrawal',
      width: 110,
      hidden: true,
      sortable: sortable('withdrawalId'),
      cell: (row) => (row.withdrawalId === null ? <Absent>none</Absent> : <code>{row.withdrawalId}</code>),
      text: (row) => row.withdrawalId ?? '',
    },
    { id: 'id', title: 'Refund', width: 90, hidden: true, sortable: true, cell: (row) => <code>{row.id}</code>, text: (row) => row.id },
  ]
}

const nothing: Readonly<Record<string, string>> = {
  drafted: 'No refund waits for approval',
  approved: 'No approved refund waits to be paid',
  remitted: 'No refund has been paid yet',
  inconsistent: 'No refund contradicts itself',
}

/** Every refund that was ever drafted, with how far it went. */
export function RefundsScreen() {
  return (
    <RegistrarList
      shape={{
        list: 'refunds',
        title: 'Refunds',
        what: 'refunds',
        icon: 'scale',
        searchLabel: 'Search name, address or id',
        read: readPage.refunds,
        views: allViews,
        columns: columnsOf,
        defaultSort: { column: 'id', direction: 'desc' },
        double: true,
        pane: (row) => <RefundPane key={row.id} row={row} />,
        nothing: (view) => nothing[view?.id ?? ''] ?? 'No refund has been drafted yet',
      }}
    />
  )
}

const allViews = () => refundViews
