import BetterSqlite3 from 'better-sqlite3'
import { type SqlStatement, sqlInvalid } from '../sql-statement.ts'

/** What SQLite says where it cannot read on, whatever tables there are. */
const unreadable = /^near "|syntax error|^incomplete input|^unrecognized token/

/** Some pragmas act when they are prepared, and on the whole process. */
const actsAtOnce = /^pragma\b/i

/**
 * Has SQLite read each statement against an empty database, without running any. It stops reading at the first table it
 * misses, so what it lets pass may still be wrong; what it refuses is.
 * @throws ProvostError `migration.sql-invalid`
 */
export const checkSqliteSyntax = (text: string, statements: readonly SqlStatement[]): void => {
  const database = new BetterSqlite3(':memory:')
  try {
    let from = 0
    for (const statement of statements) {
      const at = text.indexOf(statement.text, from)
      from = at + statement.text.length
      if (actsAtOnce.test(statement.text)) continue
      try {
        database.prepare(statement.text)
      } catch (error) {
        if (error instanceof Error && unreadable.test(error.message))
          throw sqlInvalid(text, at, 'The file is not SQL that SQLite reads.', ['Correct the statement that begins there.'], error.message)
      }
    }
  } finally {
    database.close()
  }
}
