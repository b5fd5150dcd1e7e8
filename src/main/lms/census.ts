import { sql } from 'kysely'
import type { Database, RunOptions } from '../engines/index.ts'
import type { Recognition } from './recognise.ts'
import { flag, listHolds, type Sql } from './sql/dialect.ts'
import { rolesOf } from './sql/person-roles.ts'
import { Places } from './sql/places.ts'
import { withdrawalSource } from './sql/withdrawal-source.ts'

/** How many there are; null where the schema does not tell. Withdrawals are open while money is owed, as the registrar counts them. */
export interface Census {
  readonly people: number | null
  readonly students: number | null
  readonly openWithdrawals: number | null
}

/** Counts a recognised database in at most two statements. */
export const takeCensus = async (database: Database, recognition: Recognition, options: RunOptions): Promise<Census> => {
  const places = new Places(database.engine, recognition)
  const ask = async (statement: Sql): Promise<readonly (number | null)[]> => {
    const { sql: text, parameters } = statement.compile(database.kysely)
    const { rows } = await database.read({ sql: text, parameters }, options)
    // An empty table's sum is null, and means none.
    return (rows[0] ?? []).map((cell) => Number(cell ?? 0))
  }
  const roles = rolesOf(places)
  const isStudent = roles === null ? null : flag(listHolds(database.engine, roles, 'student'))
  const [[people = null, students = null], [openWithdrawals = null]] = await Promise.all([
    places.has('people')
      ? ask(sql`select count(*)${isStudent === null ? sql`` : sql`, sum(${isStudent})`} from ${places.table('people', 'u')}`)
      : [],
    places.has('withdrawals') ? ask(sql`select sum(${sql.id('open')}) from (${withdrawalSource(places).sql}) as list`) : [],
  ])
  return { people, students, openWithdrawals }
}
