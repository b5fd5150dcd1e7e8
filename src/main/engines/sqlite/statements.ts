import { lineCounter, readableSql, type SqlStatement, sqlInvalid } from '../sql-statement.ts'
import { type SqlToken, sqlTokens } from '../sql-tokens.ts'

const control = new Set(['begin', 'commit', 'end', 'rollback', 'savepoint', 'release'])
const alone = new Set(['vacuum', 'attach', 'detach'])
/** Within a transaction each of these is refused, or does nothing without a word. */
const pragmasAlone = new Set(['foreign_keys', 'journal_mode', 'synchronous', 'temp_store', 'wal_checkpoint', 'page_size', 'auto_vacuum'])

const isTransactional = ([first, second, third, fourth]: readonly SqlToken[]): boolean => {
  if (first === undefined || alone.has(first.text)) return false
  if (first.text !== 'pragma') return true
  const name = third?.text === '.' ? fourth : second
  return !pragmasAlone.has(name?.text.toLowerCase() ?? '')
}

/** `create trigger`, `create temp trigger`: its body holds statements, and ends at the first END that begins one. */
const isTrigger = (tokens: readonly SqlToken[]): boolean => {
  const words = tokens.slice(0, 3).map((token) => (token.kind === 'word' ? token.text : ''))
  return words[0] === 'create' && (words[1] === 'trigger' || ((words[1] === 'temp' || words[1] === 'temporary') && words[2] === 'trigger'))
}

const isWord = (token: SqlToken | undefined, text: string): boolean => token?.kind === 'word' && token.text === text
const isSemicolon = (token: SqlToken): boolean => token.kind === 'mark' && token.text === ';'

/** A script of SQLite in statements, cut where SQLite's own shell cuts it. */
export const splitSqlite = (script: string): readonly SqlStatement[] => {
  const text = readableSql(script)
  const lineOf = lineCounter(text)
  const statements: SqlStatement[] = []
  let tokens: SqlToken[] = []
  const keep = (): void => {
    const [first] = tokens
    const last = tokens.at(-1)
    if (first !== undefined && last !== undefined)
      statements.push({
        text: text.slice(first.start, last.end),
        line: lineOf(first.start),
        transactional: isTransactional(tokens),
        control: first.kind === 'word' && control.has(first.text),
      })
    tokens = []
  }
  /** Within a trigger's body, the semicolon before its END. */
  const bodyGoesOn = (): boolean => isTrigger(tokens) && !(isWord(tokens.at(-1), 'end') && tokens.length > 1 && isBoundary(tokens.at(-2)))
  const isBoundary = (token: SqlToken | undefined): boolean => token !== undefined && isSemicolon(token)
  for (const token of sqlTokens(text, 'sqlite')) {
    if (!token.closed)
      throw sqlInvalid(text, token.start, 'A string or a quoted name has no end.', ['Close the quote that is opened there.'])
    if (tokens.length === 0 && token.kind === 'mark' && token.text === '.')
      throw sqlInvalid(text, token.start, 'A command of the sqlite3 shell stands in the file, which SQLite itself does not know.', [
        'Remove the line with the leading dot: a migration is SQL only.',
      ])
    if (!isSemicolon(token)) tokens.push(token)
    else if (tokens.length > 0 && bodyGoesOn()) tokens.push(token)
    else keep()
  }
  const [first] = tokens
  if (first !== undefined && bodyGoesOn())
    throw sqlInvalid(text, first.start, 'The trigger that begins there has no END.', ['Close its body by `END;`.'])
  keep()
  return statements
}
