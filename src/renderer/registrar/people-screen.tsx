import type { Person } from '#contract/registrar.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { formatCount, State, Tag } from '../ui/index.ts'
import styles from './cells.module.css'
import { Absent, PersonName } from './cells.tsx'
import { readPage } from './list-query.ts'
import { peopleViewsOf } from './list-views.ts'
import { PersonPane } from './person-pane.tsx'
import { RegistrarList } from './registrar-list.tsx'
import { shortDate } from './stored-dates.ts'

const columnsOf = (absent: ReadonlySet<string>): readonly GridColumn<Person>[] => {
  const today = new Date()
  const sortable = (name: string): boolean => !absent.has(name)
  const lack = (name: string, words: string) => <Absent>{absent.has(name) ? 'not kept here' : words}</Absent>
  return [
    {
      id: 'name',
      title: 'Name',
      width: 190,
      minWidth: 120,
      pinned: true,
      sortable: sortable('name'),
      cell: (row) => <PersonName name={row.name} deleted={row.deletedAt !== null} />,
      text: (row) => row.name ?? '',
    },
    {
      id: 'email',
      title: 'Address',
      width: 270,
      grows: true,
      sortable: sortable('email'),
      cell: (row) => (row.email === null ? lack('email', 'not readable') : <span title={row.email}>{row.email}</span>),
      text: (row) => row.email ?? '',
    },
    {
      id: 'roles',
      title: 'Roles',
      width: 120,
      sortable: sortable('roles'),
      cell: (row) =>
        row.roles.length === 0 ? (
          lack('roles', 'no role')
        ) : (
          <span className={styles['tags']}>
            {row.roles.map((role) => (
              <Tag key={role}>{role}</Tag>
            ))}
          </span>
        ),
      text: (row) => row.roles.join(', '),
    },
    {
      id: 'enrollments',
      title: 'Enrollments',
      width: 122,
      align: 'end',
      sortable: sortable('enrollments'),
      cell: (row) =>
        row.enrollments === null ? lack('enrollments', 'unknown') : <span className="num">{formatCount(row.enrollments)}</span>,
      text: (row) => String(row.enrollments ?? ''),
    },
    {
      id: 'createdAt',
      title: 'Since',
      width: 112,
      sortable: sortable('createdAt'),
      givesWay: 2,
      cell: (row) => (row.createdAt === null ? lack('createdAt', 'not stored') : shortDate(row.createdAt, today)),
      text: (row) => row.createdAt ?? '',
    },
    {
      id: 'deletedAt',
      title: 'Account',
      width: 148,
      sortable: sortable('deletedAt'),
      cell: (row) =>
        row.deletedAt === null ? (
          <State glyph="ok" tone="quiet" glyphTone="decoration">
            Active
          </State>
        ) : (
          <State glyph="skip" tone="plain" glyphTone="faint">
            Deleted {shortDate(row.deletedAt, today)}
          </State>
        ),
      text: (row) => row.deletedAt ?? '',
    },
    {
      id: 'id',
      title: 'Id',
      width: 120,
      hidden: true,
      sortable: true,
      cell: (row) => <code>{row.id}</code>,
      text: (row) => row.id,
    },
  ]
}

const allViews = peopleViewsOf

/** Everyone with an account: students and staff, deleted ones too. */
export function PeopleScreen() {
  return (
    <RegistrarList
      shape={{
        list: 'people',
        title: 'People',
        what: 'people',
        icon: 'people',
        searchLabel: 'Search name, address or id',
        read: readPage.people,
        views: allViews,
        columns: columnsOf,
        defaultSort: { column: 'name', direction: 'asc' },
        double: false,
        pane: (row) => <PersonPane key={row.id} row={row} />,
        nothing: (view) => (view?.id === 'deleted' ? 'Nobody is deleted' : 'Nobody is in this view'),
      }}
    />
  )
}
