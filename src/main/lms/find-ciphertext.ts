import { sql } from 'kysely'
import { ProvostError } from '#contract/errors.ts'
import type { CatalogTable, Database, Rows, RunOptions, Statement } from '../engines/index.ts'
import { looksEncrypted } from './ciphertext.ts'
import type { Recognition } from './recognise.ts'

const sampled = 20
const personal = ['email', 'name', 'givenName', 'familyName'] as const

/** None where this login may not read people: whoever then asks for them is told so, and the rest of the schema is still known. */
const readable = async (database: Database, statement: Statement, options: RunOptions): Promise<Rows['rows']> => {
  try {
    return (await database.read(statement, options)).rows
  } catch (error) {
    if (error instanceof ProvostError && ['query.failed', 'connection.permission-denied'].includes(error.code)) return []
    throw error
  }
}

/**
 * The catalogue with those columns as bytes that are declared as text and hold ciphertext. A type does not tell when an LMS
 * encrypts by itself, so a few people's names and addresses are looked at; nothing of them is kept.
 */
export const withCiphertextAsBytes = async (
  database: Database,
  catalog: readonly CatalogTable[],
  recognition: Recognition,
  options: RunOptions,
): Promise<readonly CatalogTable[]> => {
  const people = recognition.entities.people
  const columns = personal.flatMap((name) => people?.fields[name]?.column ?? [])
  if (people === undefined || columns.length === 0) return catalog
  const { schema, name } = people.table
  const statement = sql`select ${sql.join(columns.map((column) => sql.id(column)))}
    from ${schema === null ? sql.id(name) : sql.id(schema, name)} limit ${sql.lit(sampled)}`.compile(database.kysely)
  const rows = await readable(database, { sql: statement.sql, parameters: statement.parameters }, options)
  const encrypted = columns.filter((_, index) => {
    const values = rows.map((row) => row[index]).filter((value) => typeof value === 'string' && value !== '')
    return values.length > 0 && values.filter((value) => looksEncrypted(String(value))).length * 2 > values.length
  })
  if (encrypted.length === 0) return catalog
  return catalog.map((table) =>
    table.schema === schema && table.name === name
      ? {
          ...table,
          columns: table.columns.map((column) => (encrypted.includes(column.name) ? { ...column, kind: 'bytes' as const } : column)),
        }
      : table,
  )
}
