import { sql } from 'kysely'
import type { EntityName } from '../adapter.ts'
import { flag, type Sql } from './dialect.ts'
import type { Places } from './places.ts'

const join = (places: Places, entity: EntityName, alias: string, on: Sql | null): Sql =>
  on === null ? sql`` : sql` left join ${places.table(entity, alias)} on ${on}`

/** From an enrollment `e` to its person `u` and program `p`, as far as the schema has them. */
export const joinsOfEnrollment = (places: Places): Sql =>
  sql`${join(places, 'people', 'u', places.same(['people', 'id', 'u'], ['enrollments', 'personId', 'e']))}${join(
    places,
    'programs',
    'p',
    places.same(['programs', 'id', 'p'], ['enrollments', 'programId', 'e']),
  )}`

/** From a withdrawal `w` to its enrollment `e`, person `u` and program `p`; the person is the withdrawal's own, or else the enrollment's. */
export const joinsOfWithdrawal = (places: Places): Sql => {
  const toEnrollment = places.same(['enrollments', 'id', 'e'], ['withdrawals', 'enrollmentId', 'w'])
  const toPerson =
    places.same(['people', 'id', 'u'], ['withdrawals', 'personId', 'w']) ??
    (toEnrollment === null ? null : places.same(['people', 'id', 'u'], ['enrollments', 'personId', 'e']))
  const toProgram = toEnrollment === null ? null : places.same(['programs', 'id', 'p'], ['enrollments', 'programId', 'e'])
  return sql`${join(places, 'enrollments', 'e', toEnrollment)}${join(places, 'people', 'u', toPerson)}${join(places, 'programs', 'p', toProgram)}`
}

/** Whether an enrollment and a program can be reached from a withdrawal. */
export const hasEnrollmentOfWithdrawal = (places: Places): boolean =>
  places.same(['enrollments', 'id', 'e'], ['withdrawals', 'enrollmentId', 'w']) !== null
export const hasProgramOfEnrollment = (places: Places): boolean =>
  places.same(['programs', 'id', 'p'], ['enrollments', 'programId', 'e']) !== null

/** What a list shows of the person it is about. A person who was deleted is shown so, never dropped. */
export const personColumns = (places: Places): { personName: Sql | null; personEmail: Sql | null; personDeleted: Sql | null } => {
  const deletedAt = places.column('people', 'deletedAt', 'u')
  return {
    personName: places.personName('u'),
    personEmail: places.words('people', 'email', 'u'),
    personDeleted: deletedAt === null ? null : flag(sql`${deletedAt} is not null`),
  }
}
