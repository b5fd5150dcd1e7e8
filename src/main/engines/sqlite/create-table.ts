import { type SqlToken, sqlTokens } from '../sql-tokens.ts'

/** SQL in one form: what white space, case, comments and quotes around names do not change is the same. */
export const normalised = (sql: string): string =>
  [...sqlTokens(sql, 'sqlite')]
    .filter(({ text }) => text !== ';')
    .map(({ kind, text }) => (kind === 'name' ? text.toLowerCase() : text))
    .join(' ')

/** What a CREATE TABLE says of a column that no pragma tells. */
export interface WrittenColumn {
  /** As written, for an ALTER TABLE. */
  readonly text: string
  readonly collation: string | null
  /** The expression with its brackets. */
  readonly generated: string | null
}

export interface WrittenTable {
  readonly columns: ReadonlyMap<string, WrittenColumn>
  /** Each `check ( … )`, of columns and of the table. */
  readonly checks: readonly string[]
  readonly autoincrement: boolean
  /** The same statement for a table of another name. */
  named(name: string): string
}

const constraintWords = new Set(['constraint', 'primary', 'unique', 'check', 'foreign'])

const isWord = (token: SqlToken | undefined, word: string): boolean => token?.kind === 'word' && token.text === word

/** The pieces between the brackets of the column list, each as its tokens. */
const piecesOf = (tokens: readonly SqlToken[], open: number): SqlToken[][] => {
  const pieces: SqlToken[][] = [[]]
  let depth = 1
  for (const token of tokens.slice(open + 1)) {
    if (token.kind === 'mark' && token.text === '(') depth++
    if (token.kind === 'mark' && token.text === ')' && --depth === 0) break
    if (depth === 1 && token.kind === 'mark' && token.text === ',') pieces.push([])
    else pieces.at(-1)?.push(token)
  }
  return pieces
}

/** The bracketed group that begins at `at`, as its tokens. */
const groupAt = (tokens: readonly SqlToken[], at: number): readonly SqlToken[] => {
  let depth = 0
  for (let place = at; place < tokens.length; place++) {
    if (tokens[place]?.text === '(' && tokens[place]?.kind === 'mark') depth++
    if (tokens[place]?.text === ')' && tokens[place]?.kind === 'mark' && --depth === 0) return tokens.slice(at, place + 1)
  }
  return []
}

/** The outermost words of a piece with the group that follows each. */
function* clauses(
  sql: string,
  tokens: readonly SqlToken[],
): Generator<{ readonly word: string; readonly group: string; readonly next: SqlToken | undefined }> {
  for (let at = 0; at < tokens.length; at++) {
    const group = groupAt(tokens, at)
    const last = group.at(-1)
    if (tokens[at]?.text === '(' && last !== undefined) {
      at += group.length - 1
      continue
    }
    const following = tokens[at + 1]?.text === '(' ? groupAt(tokens, at + 1) : []
    const [first, end] = [following[0], following.at(-1)]
    yield {
      word: tokens[at]?.kind === 'word' ? (tokens[at]?.text ?? '') : '',
      group: first && end ? sql.slice(first.start, end.end) : '',
      next: tokens[at + 1],
    }
  }
}

/** Reads a statement that SQLite itself has taken. */
export const readCreateTable = (sql: string): WrittenTable => {
  const tokens = [...sqlTokens(sql, 'sqlite')]
  const open = tokens.findIndex(({ kind, text }) => kind === 'mark' && text === '(')
  const name = tokens[open - 1]
  const columns = new Map<string, WrittenColumn>()
  const checks: string[] = []
  let autoincrement = false
  for (const piece of piecesOf(tokens, open)) {
    const [first] = piece
    const last = piece.at(-1)
    if (first === undefined || last === undefined) continue
    const isColumn = !(first.kind === 'word' && constraintWords.has(first.text))
    let collation: string | null = null
    let generated: string | null = null
    for (const { word, group, next } of clauses(sql, isColumn ? piece.slice(1) : piece)) {
      if (word === 'check') checks.push(`check ${normalised(group)}`)
      if (isColumn && word === 'collate') collation = next?.text.toUpperCase() ?? null
      if (isColumn && word === 'as') generated = normalised(group)
      if (word === 'autoincrement') autoincrement = true
    }
    if (isColumn)
      columns.set(first.kind === 'name' ? first.text.toLowerCase() : first.text, {
        text: sql.slice(first.start, last.end),
        collation,
        generated,
      })
  }
  const ends = isWord(name, 'table') ? null : name
  return {
    columns,
    checks,
    autoincrement,
    named: (other) =>
      ends === null || ends === undefined ? sql : `${sql.slice(0, ends.start)}"${other.replaceAll('"', '""')}"${sql.slice(ends.end)}`,
  }
}
