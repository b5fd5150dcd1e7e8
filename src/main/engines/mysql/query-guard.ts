import type { ForeignRows, QueryBounds, RunOptions } from '../engine.ts'
import { FirstRows } from '../first-rows.ts'
import { asQueryProblem, noStatement, notSingle, readOnly } from '../problems.ts'
import { blankEnd, commentEnd, sqlTokens } from '../sql-tokens.ts'
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

/** An optimizer hint whose end no server can see elsewhere: MySQL reads quotes within hints. */
const plainHint = /^\/\*\+[^'"`\\*]*\*\/$/

/** What is sent in place of a comment: nothing of it, and as many lines. */
const inPlaceOf = (comment: string): string =>
  plainHint.test(comment) ? comment : comment.includes('\n') ? comment.replaceAll(/[^\n]+/g, '') : ' '

/**
 * The statement without its comments, so that no server can take for code what was taken for a comment here. What one server runs of
 * an executable comment and another skips, by its version and its kind, nobody knows beforehand: those are refused.
 */
const withoutComments = (text: string): string => {
  let [plain, from] = ['', 0]
  const skip = (to: number): void => {
    for (let at = from; at < to; ) {
      const comment = commentEnd(text, at, 'mysql')
      const end = comment > at ? comment : blankEnd(text, at, 'mysql')
      plain += comment > at ? inPlaceOf(text.slice(at, end)) : text.slice(at, end)
      if (end === at || comment === -1) throw readOnly('A comment has no end.')
      at = end
    }
  }
  for (const token of sqlTokens(text, 'mysql')) {
    if (token.kind === 'open')
      throw readOnly('What a server runs of a comment that begins with /*! depends on its version. Write it outside of a comment.')
    skip(token.start)
    plain += text.slice(token.start, token.end)
    from = token.end
  }
  skip(text.length)
  return plain
}

/**
 * A read-only transaction of this family is no full guard: data definition ends it with a commit, and files of the server,
 * global settings and sequences are outside of any transaction. So the statement must begin with a word that reads and
 * write nothing elsewhere. Gives the text to be sent.
 * @throws ProvostError `query.read-only`, `query.not-single`
 */
export const readingText = (text: string): string => {
  if (text.includes('\0')) throw readOnly('The text holds a NUL character.')
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
  return withoutComments(text)
}

/** Somebody else's statement: prepared (so exactly one), in a read-only transaction, rolled back, and the session wiped afterwards. */
export const guardedMysql = async (session: MysqlSession, text: string, options: RunOptions & QueryBounds): Promise<ForeignRows> => {
  const plain = readingText(text)
  const { timeoutMs } = options
  const rows = new FirstRows(options)
  if (timeoutMs !== undefined) await session.command(timeoutCommand(session, timeoutMs + 1000))
  await session.command('start transaction read only')
  try {
    await session.execute({ sql: plain, parameters: [] }, rows.take, rows.batches)
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
