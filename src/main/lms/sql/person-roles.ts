import { sql } from 'kysely'
import { asText, type Sql } from './dialect.ts'
import type { Places } from './places.ts'

const joinedRole = (places: Places): { readonly from: Sql; readonly name: Sql } | null => {
  if (!places.has('personRoles')) return null
  const own = places.words('personRoles', 'role', 'pr')
  if (own !== null) return { from: places.table('personRoles', 'pr'), name: own }
  const name = places.words('roles', 'name', 'r')
  const same = places.same(['roles', 'id', 'r'], ['personRoles', 'roleId', 'pr'])
  if (name === null || same === null) return null
  return { from: sql`${places.table('personRoles', 'pr')} join ${places.table('roles', 'r')} on ${same}`, name }
}

/** The roles of the person `u`, between commas where a join table gives several; null where the schema keeps none. */
export const rolesOf = (places: Places): Sql | null => {
  const own = places.words('people', 'role', 'u')
  if (own !== null) return own
  const role = joinedRole(places)
  const same = places.same(['personRoles', 'personId', 'pr'], ['people', 'id', 'u'])
  if (role === null || same === null) return null
  const name = asText(places.engine, role.name)
  const all = places.engine === 'postgres' ? sql`string_agg(${name}, ',')` : sql`group_concat(${name})`
  return sql`(select ${all} from ${role.from} where ${same})`
}
