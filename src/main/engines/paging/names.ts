import { type RawBuilder, sql } from 'kysely'
import type { TableShape } from '../table-shape.ts'

const alias = 'r'

/**
 * A column of the table that is read. Always by the table's alias: a bare name in ORDER BY would mean the selected
 * expression of that name, which may be the cut or converted value.
 */
export const columnId = (name: string): RawBuilder<unknown> => sql.id(alias, name)

/** The table in FROM, under the alias that `columnId` uses. */
export const fromTable = ({ reference: { schema, name } }: TableShape): RawBuilder<unknown> =>
  sql`${schema === null ? sql.id(name) : sql.id(schema, name)} as ${sql.id(alias)}`
