import { createHash } from 'node:crypto'
import type { Statement } from './engine.ts'
import { mysqlNamedStateSql } from './mysql/index.ts'
import { invalidPostgresIndexes, postgresNamedStateSql, textArray } from './postgres/index.ts'
import type { SchemaSession } from './schema-session.ts'
import { sqlTokens } from './sql-tokens.ts'

/** Every word and quoted name of a statement: more than the objects it means, never less. */
const namesIn = (session: SchemaSession, sql: string): readonly string[] => {
  const names = new Set<string>()
  for (const { kind, text } of sqlTokens(sql, session.engine)) if (kind === 'word' || kind === 'name') names.add(text)
  return [...names]
}

const stateOf = (session: SchemaSession, names: readonly string[]): Statement => {
  switch (session.engine) {
    case 'postgres':
      return { sql: postgresNamedStateSql, parameters: [textArray(names)] }
    case 'mysql':
      return mysqlNamedStateSql(names)
    case 'sqlite':
      return {
        sql: `select type, name, sql from sqlite_schema where lower(name) in (select lower(value) from json_each(?)) or lower(tbl_name) in (select lower(value) from json_each(?)) order by 1, 2, 3`,
        parameters: [JSON.stringify(names), JSON.stringify(names)],
      }
  }
}

/**
 * A DROP of several things at once, which a server that dies may leave half done: it has happened when none of them is left. One that
 * is left half done is run again, and drops the rest.
 */
const dropsSeveral = ({ engine }: SchemaSession, sql: string): boolean => {
  const tokens = [...sqlTokens(sql, engine)]
  return engine === 'mysql' && tokens[0]?.text === 'drop' && tokens.some(({ kind, text }) => kind === 'mark' && text === ',')
}

/**
 * How what a statement names stands now, as a short hash, by one statement. Equal before and after means that the statement has not
 * happened, or changes nothing that a second run would not. Nobody else may change the schema in between.
 */
export const evidenceOf = async (session: SchemaSession, sql: string): Promise<string> => {
  const names = namesIn(session, sql)
  if (names.length === 0) return '0'
  const rows = await session.rows(stateOf(session, names))
  const state = dropsSeveral(session, sql) ? rows.length > 0 : rows
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 16)
}

/** Indexes that this statement left half-built when it broke off, as names to be dropped; none where the engine has no such thing. */
export const invalidIndexes = async (session: SchemaSession, sql: string): Promise<readonly string[]> =>
  session.engine === 'postgres' ? invalidPostgresIndexes(session, sql) : []
