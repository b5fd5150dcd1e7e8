import { sql } from 'kysely'
import type { Sql, ValueClass } from './dialect.ts'

/** What can be sorted by, searched or compared: a piece of SQL over the list, and how its values are compared. */
export interface ListKey {
  readonly sql: Sql
  readonly valueClass: ValueClass
  /** The database's own type, where the column is one of its. */
  readonly type?: string
}

/** A column of the list, from outside of its select. */
export const ofList = (name: string): Sql => sql`${sql.id('list', name)}`

/** The columns of a list: what is null is left out of the statement, and told as absent. */
export const selected = (columns: Readonly<Record<string, Sql | null>>): { readonly list: Sql; readonly names: string[] } => {
  const present = Object.entries(columns).flatMap(([name, expression]) => (expression === null ? [] : [{ name, expression }]))
  return {
    list: sql.join(present.map(({ name, expression }) => sql`${expression} as ${sql.id(name)}`)),
    names: present.map(({ name }) => name),
  }
}
