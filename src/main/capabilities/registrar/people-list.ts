import { sql } from 'kysely'
import type { Person } from '#contract/registrar.ts'
import { asText, listHolds, ofList, type Places, rolesOf, type Sql, selected } from '../../lms/index.ts'
import { personalTextOf, textOf, wholeOf } from './cells.ts'
import { absentOf, folded, type ListPlan, presentSorts, type RawRow } from './list-plan.ts'
import { absentStatus } from './unknown-status.ts'

const enrollmentsOf = (places: Places): Sql | null => {
  const same = places.same(['enrollments', 'personId', 'e'], ['people', 'id', 'u'])
  return same === null ? null : sql`(select count(*) from ${places.table('enrollments', 'e')} where ${same})`
}

const toPerson = (row: RawRow): Person => ({
  id: textOf(row['id']) ?? '',
  name: personalTextOf(row['name']),
  email: personalTextOf(row['email']),
  roles: (textOf(row['roles']) ?? '')
    .split(',')
    .filter((role) => role !== '')
    .sort(),
  createdAt: textOf(row['createdAt']),
  deletedAt: textOf(row['deletedAt']),
  enrollments: wholeOf(row['enrollments']),
})

/** Everyone with an account, students and staff. */
export const peopleList = (places: Places): ListPlan<Person> => {
  const { engine } = places
  const { list, names } = selected({
    id: places.column('people', 'id', 'u'),
    name: places.personName('u'),
    email: places.words('people', 'email', 'u'),
    roles: rolesOf(places),
    createdAt: places.column('people', 'createdAt', 'u'),
    deletedAt: places.column('people', 'deletedAt', 'u'),
    enrollments: enrollmentsOf(places),
  })
  const id = places.key('people', 'id', ofList('id'))
  const knowsDeleted = names.includes('deletedAt')

  const status = (word: string): Sql => {
    if (word === 'active' || word === 'deleted') {
      if (!knowsDeleted) throw absentStatus(word, 'when a person was deleted')
      return word === 'active' ? sql`${ofList('deletedAt')} is null` : sql`${ofList('deletedAt')} is not null`
    }
    if (!names.includes('roles')) throw absentStatus(word, 'the roles of people')
    return listHolds(engine, ofList('roles'), word)
  }

  return {
    engine,
    source: sql`select ${list} from ${places.table('people', 'u')}`,
    columns: names,
    id,
    sorts: presentSorts(names, {
      id,
      name: folded('name'),
      email: folded('email'),
      roles: folded('roles'),
      createdAt: places.key('people', 'createdAt', ofList('createdAt')),
      deletedAt: places.key('people', 'deletedAt', ofList('deletedAt')),
      enrollments: { sql: ofList('enrollments'), valueClass: 'integer' },
    }),
    defaultSort: [{ column: names.includes('name') ? 'name' : names.includes('email') ? 'email' : 'id', direction: 'asc' }],
    searched: [...['name', 'email'].filter((name) => names.includes(name)).map(ofList), asText(engine, ofList('id'))],
    counted: { column: names.includes('roles') ? 'roles' : null, words: knowsDeleted ? ['active', 'deleted'] : [] },
    status,
    toRow: toPerson,
    absent: absentOf(names, {
      name: 'name',
      email: 'email',
      roles: 'roles',
      createdAt: 'createdAt',
      deletedAt: 'deletedAt',
      enrollments: 'enrollments',
    }),
  }
}
