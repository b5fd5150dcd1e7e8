import { lineCounter, readableSql, type SqlStatement, sqlInvalid } from '../sql-statement.ts'
import { TokenList } from '../token-list.ts'
import { assignedVariables } from './assigned-variables.ts'
import { takeStatement, UnclosedBlock } from './compound.ts'
import { PreparedTexts } from './prepared-texts.ts'
import { nextStart, readToken, TokenReader } from './token-reader.ts'

/** Statements that commit what was done so far, before and after themselves. */
const committing = new Set(
  'create alter drop rename truncate grant revoke analyze optimize repair check cache flush install uninstall lock unlock import'.split(
    ' ',
  ),
)
const transactionWords = new Set(['commit', 'rollback', 'savepoint', 'xa'])

const isControl = (list: TokenList): boolean => {
  const first = list.word(0)
  return (
    transactionWords.has(first) ||
    (first === 'begin' && list.word(1) !== 'not') ||
    list.has(0, 'start', 'transaction') ||
    list.has(0, 'release', 'savepoint') ||
    assignedVariables(list).some(({ name }) => name === 'autocommit')
  )
}

/** What runs in the end: MariaDB has settings for one statement before it. */
const behindSettings = (list: TokenList): TokenList => {
  if (!list.has(0, 'set', 'statement')) return list
  const at = list.tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'for')
  return at === -1 ? list : list.from(at + 1)
}

/** Code that the server has or makes as it runs: it may do anything, and commit in its middle. */
const isUnforeseeable = (list: TokenList): boolean => {
  const first = list.word(0)
  return first === 'call' || first === 'execute' || (first === 'begin' && list.word(1) === 'not')
}

const isTransactional = (list: TokenList): boolean => {
  const [first, second] = [list.word(0), list.word(1)]
  if (first === 'set') return second !== 'password'
  if (first === 'load') return second !== 'index'
  return !committing.has(first) || ((first === 'create' || first === 'drop') && second === 'temporary')
}

/** A statement that a DELIMITER line ends: anything up to the delimiter, wherever that stands, as the mysql client reads it. */
const plainEnd = (text: string, start: number, delimiter: string): number => {
  let end = start
  for (let at = start; at < text.length; ) {
    if (text.startsWith(delimiter, at)) return end
    const next = nextStart(text, at)
    if (next > at) {
      // The delimiter may begin where a comment seems to.
      at = next
      continue
    }
    const token = readToken(text, at)
    const within = token.kind === 'word' ? text.slice(at, token.end).indexOf(delimiter) : -1
    at = within === -1 ? token.end : at + within
    end = at
  }
  return end
}

const compoundEnd = (text: string, start: number): number => {
  const reader = new TokenReader(text, start)
  try {
    takeStatement(reader)
  } catch (error) {
    if (!(error instanceof UnclosedBlock)) throw error
    throw sqlInvalid(text, error.at, 'The block that begins there has no END.', [
      'Close the block.',
      'Where it is closed, set the statement between DELIMITER lines, as for the mysql client.',
    ])
  }
  // The end of an executable comment stands behind the last token and is read with it.
  reader.peek()
  return reader.end
}

const delimiterLine = /delimiter(?:[ \t]+([^\r\n]*))?(?:\r?\n|$)/iy

/** The delimiter that a line sets, and where the line ends; null where none begins at `at`. */
const readDelimiter = (text: string, at: number): { readonly delimiter: string; readonly end: number } | null => {
  delimiterLine.lastIndex = at
  const match = delimiterLine.exec(text)
  if (match === null) return null
  const [delimiter = ''] = (match[1] ?? '').trim().split(/\s+/)
  if (delimiter === '' || delimiter.includes('\\'))
    throw sqlInvalid(text, at, 'A DELIMITER line names no delimiter.', ['Write one behind it, as in DELIMITER //.'])
  return { delimiter, end: at + match[0].length }
}

const clientCommand = /(?:source|system|tee|notee|pager|nopager|prompt|warnings|nowarning)(?=[ \t;\r\n]|$)/iy

/** A script of MySQL or MariaDB in statements, cut where the mysql client cuts it, and never within a body. */
export const splitMysql = (script: string): readonly SqlStatement[] => {
  const text = readableSql(script)
  const lineOf = lineCounter(text)
  const statements: SqlStatement[] = []
  const prepared = new PreparedTexts()
  let delimiter = ';'
  for (let at = 0; at < text.length; ) {
    if (text.startsWith(delimiter, at)) {
      at += delimiter.length
      continue
    }
    const next = nextStart(text, at)
    if (next > at) {
      at = next
      continue
    }
    const set = readDelimiter(text, at)
    if (set !== null) {
      delimiter = set.delimiter
      at = set.end
      continue
    }
    clientCommand.lastIndex = at
    if (clientCommand.test(text))
      throw sqlInvalid(text, at, 'A command of the mysql client stands in the file, which the server does not know.', [
        'Remove the line: a migration is SQL only.',
      ])
    const end = delimiter === ';' ? compoundEnd(text, at) : plainEnd(text, at, delimiter)
    const written = text.slice(at, end)
    const list = behindSettings(TokenList.of(written, 'mysql'))
    const runs = prepared.runs(list)
    const does = runs === null ? list : behindSettings(TokenList.of(runs, 'mysql'))
    const code = isUnforeseeable(does)
    const asks = code && runs === null ? prepared.asks(list) : null
    prepared.learn(written, list, runs, code)
    statements.push({
      text: written,
      line: lineOf(at),
      transactional: isTransactional(does),
      control: isControl(does),
      ...(code ? { unforeseeable: true } : {}),
      ...(asks === null ? {} : { asks }),
      ...(runs === null ? {} : { runs }),
    })
    at = Math.max(end, at + 1)
  }
  return statements
}
