import { ProvostError } from '#contract/errors.ts'
import type { RunOptions } from '../engine.ts'
import type { SchemaSession } from '../schema-session.ts'
import type { SqlStatement } from '../sql-statement.ts'
import { splitMysql } from './statements.ts'

/** The one statement that a text is; null where it is none, or cannot be read. */
const onlyStatement = (text: string): SqlStatement | null => {
  try {
    const [one, ...more] = splitMysql(text)
    return more.length === 0 ? (one ?? null) : null
  } catch (error) {
    if (error instanceof ProvostError) return null
    throw error
  }
}

/**
 * An EXECUTE that is about to run, with the text that the session will run for it. Where that is one plain statement, it is no more
 * unforeseeable than if it stood in the file; any other is given back as it is.
 */
export const foreseenStatement = async (session: SchemaSession, statement: SqlStatement, options: RunOptions): Promise<SqlStatement> => {
  const { text, line, asks } = statement
  if (asks === undefined) return statement
  const [[runs] = []] = await session.rows({ sql: `select ${asks}`, parameters: [] }, options)
  const does = typeof runs === 'string' ? onlyStatement(runs) : null
  if (does === null || does.unforeseeable || does.control) return statement
  return { text, line, asks, runs: does.text, transactional: does.transactional, control: false }
}
