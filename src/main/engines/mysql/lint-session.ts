import type { Found } from '../lint-rules.ts'
import type { SqlStatement } from '../sql-statement.ts'
import { readsLastKey } from './last-key.ts'
import type { SessionMemory } from './session-memory.ts'

/** Functions that tell of the statement before, which is Provost's own: it notes each in the ledger. */
const ofStatementBefore = /\b(row_count|found_rows)\s*\(\s*\)/i

const safeWay =
  'Look the value up in the statement that needs it (INSERT … SELECT … WHERE), or hold it in a table; what needs no value of the session can be gone on with.'

/** What a statement needs of the session that the statements before it ran in: after a break there is another. */
export const lintSession = (statement: SqlStatement, place: number, memory: SessionMemory, found: Found): void => {
  const text = `${statement.text}\n${statement.runs ?? ''}`
  const [, name] = ofStatementBefore.exec(text) ?? []
  if (name !== undefined && !/^\s*create\b/i.test(statement.text))
    found(
      'session-value',
      'error',
      `${name.toUpperCase()}() tells of the ledger’s note, which stands between the statements.`,
      'Count the rows by a SELECT.',
    )
  const missing = place === 0 ? null : memory.missing(statement)
  const what = missing !== null ? missing.what : place > 0 && readsLastKey(text) ? 'the last key' : null
  if (what !== null)
    found('session-value', 'warning', `A run that breaks off before it cannot be gone on with: ${what} goes with the session.`, safeWay)
  memory.ran(statement, place)
}
