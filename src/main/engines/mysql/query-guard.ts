import type { ForeignRows, QueryBounds, RunOptions } from '../engine.ts'
import { FirstRows } from '../first-rows.ts'
import { asQueryProblem, noStatement, notSingle, readOnly } from '../problems.ts'
import { firstWord, tokens } from '../statement-words.ts'
import type { MysqlSession } from './session.ts'

const reading = new Set(['select', 'with', 'show', 'describe', 'desc', 'explain', 'table', 'values'])

/** Functions that change a sequence, which no read-only transaction of MariaDB stops. */
const changing = new Set(['nextval', 'setval'])

/** What stands before INTO in a statement that changes rows. */
const changesRows = new Set(['insert', 'replace', 'ignore', 'low_priority', 'high_priority', 'delayed'])

/** `analyze format = json select …` runs the statement and gives its plan; other forms of ANALYZE change statistics. */
const isMeasuredPlan = (text: string): boolean => {
  const [analyze, format, sign, kind, word] = [...tokens(text, 'mysql')].slice(0, 5).map((token) => token.text)
  return (
    analyze === 'analyze' &&
    format === 'format' &&
    sign === '=' &&
    kind === 'json' &&
    (word === 'select' || word === '(' || word === 'with')
  )
}

/**
 * A read-only transaction of this family is no full guard: data definition ends it with a commit, and files of the server,
 * global settings and sequences are outside of any transaction. So the statement must begin with a word that reads and
 * write nothing elsewhere.
 */
const check = (text: string): void => {
  const word = isMeasuredPlan(text) ? 'explain' : firstWord(text, 'mysql')
  if (word === '') throw noStatement()
  if (!reading.has(word))
    throw readOnly(`${word.toUpperCase()} is not one of the statements that read: ${[...reading].join(', ').toUpperCase()}.`)
  let before = ''
  for (const token of tokens(text, 'mysql')) {
    // The server would call a second statement a syntax error.
    if (before === ';') throw notSingle('There is more after the first semicolon.')
    if (token.text === 'into')
      throw readOnly(
        changesRows.has(before)
          ? 'INSERT and REPLACE change rows, and not even their plan is asked for here.'
          : 'INTO would write the result to a file or a variable.',
      )
    if (changing.has(token.text)) throw readOnly(`${token.text.toUpperCase()} changes a sequence.`)
    // MariaDB's `next value for` is NEXTVAL in other words.
    if (before === 'next' && token.text === 'value') throw readOnly('NEXT VALUE FOR changes a sequence.')
    before = token.text
  }
}

/** Somebody else's statement: prepared (so exactly one), in a read-only transaction, rolled back, and the session wiped afterwards. */
export const guardedMysql = async (session: MysqlSession, text: string, options: RunOptions & QueryBounds): Promise<ForeignRows> => {
  check(text)
  const { timeoutMs } = options
  const rows = new FirstRows(options)
  if (timeoutMs !== undefined) await session.command(timeoutCommand(session, timeoutMs + 1000))
  await session.command('start transaction read only')
  try {
    await session.execute({ sql: text, parameters: [] }, rows.take, rows.batches)
  } catch (error) {
    throw asQueryProblem(error)
  } finally {
    if (session.healthy) await session.wipe()
  }
  return rows.result()
}

/** The variable differs by name and by unit. The MySQL one was not run against a MySQL server. */
const timeoutCommand = (session: MysqlSession, ms: number): string =>
  session.flavour === 'mariadb'
    ? `set session max_statement_time = ${Math.ceil(ms / 1000)}`
    : `set session max_execution_time = ${Math.trunc(ms)}`
