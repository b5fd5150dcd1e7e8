import type { Enrollment } from '#contract/registrar.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { Absent, PersonName, ProgressCell, StateWord } from './cells.tsx'
import { readPage } from './list-query.ts'
import { enrollmentViewsOf } from './list-views.ts'
import { PersonPane } from './person-pane.tsx'
import { RegistrarList } from './registrar-list.tsx'
import { enrollmentWords } from './state-words.ts'
import { shortDate } from './stored-dates.ts'

const columnsOf = (absent: ReadonlySet<string>): readonly GridColumn<Enrollment>[] => {
  const today = new Date()
  const sortable = (name: string): boolean => !absent.has(name)
  const lack = (name: string, words: string) => <Absent>{absent.has(name) ? 'not kept here' : words}</Absent>
  return [
    {
      id: 'personName',
      title: 'Student',
      width: 210,
      minWidth: 120,
      pinned: true,
      sortable: sortable('personName'),
      cell: (row) => <PersonName name={row.personName} deleted={row.personDeleted} />,
      text: (row) => row.personName ?? '',
    },
    {
      id: 'program',
      title: 'Program',
      width: 190,
      grows: true,
      sortable: sortable('program'),
      cell: (row) => (row.program === null ? lack('program', 'unknown') : <span title={row.program}>{row.program}</span>),
      text: (row) => row.program ?? '',
    },
    {
      id: 'status',
      title: 'Status',
      width: 124,
      sortable: sortable('status'),
      cell: (row) => (row.status === null ? lack('status', 'none') : <StateWord words={enrollmentWords(row.status)} />),
      text: (row) => row.status ?? '',
    },
    {
      id: 'enrolledAt',
      title: 'Enrolled',
      width: 112,
      sortable: sortable('enrolledAt'),
      cell: (row) => (row.enrolledAt === null ? lack('enrolledAt', 'no date') : shortDate(row.enrolledAt, today)),
      text: (row) => row.enrolledAt ?? '',
    },
    {
      id: 'completedAt',
      title: 'Finished',
      width: 112,
      sortable: sortable('completedAt'),
      givesWay: 1,
      cell: (row) => (row.completedAt === null ? lack('completedAt', 'not finished') : shortDate(row.completedAt, today)),
      text: (row) => row.completedAt ?? '',
    },
    {
      id: 'progressPercent',
      title: 'Progress',
      width: 100,
      align: 'end',
      sortable: sortable('progressPercent'),
      cell: (row) => <ProgressCell stored={row.progressPercent} inSchema={!absent.has('progressPercent')} />,
      text: (row) => row.progressPercent ?? '',
    },
    {
      id: 'personId',
      title: 'Person',
      width: 110,
      hidden: true,
      sortable: sortable('personId'),
      cell: (row) => (row.personId === null ? <Absent>unknown</Absent> : <code>{row.personId}</code>),
      text: (row) => row.personId ?? '',
    },
    {
      id: 'id',
      title: 'Enrollment',
      width: 110,
      hidden: true,
      sortable: true,
      cell: (row) => <code>{row.id}</code>,
      text: (row) => row.id,
    },
  ]
}

/** Who studies what, since when, and how far. */
export function EnrollmentsScreen() {
  return (
    <RegistrarList
      shape={{
        list: 'enrollments',
        title: 'Enrollments',
        what: 'enrollments',
        icon: 'book',
        searchLabel: 'Search name, address or id',
        read: readPage.enrollments,
        views: enrollmentViewsOf,
        columns: columnsOf,
        defaultSort: { column: 'enrolledAt', direction: 'desc' },
        double: false,
        pane: (row) =>
          row.listed?.personId == null ? null : <PersonPane key={row.listed.personId} row={row} person={row.listed.personId} />,
        nothing: () => 'No enrollment is in this view',
      }}
    />
  )
}
