export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

interface Token {
  /** `word` is a bare keyword or name in lower case, `mark` any other single character outside quotes. */
  readonly kind: 'word' | 'mark'
  readonly text: string
}

/** The end of a quoted piece that starts at `start`; a doubled quote is part of it, a backslash hides the next character where told. */
const quoteEnd = (sql: string, start: number, backslash: boolean): number => {
  const quote = sql[start] === '[' ? ']' : sql[start]
  for (let at = start + 1; at < sql.length; at++) {
    if (backslash && sql[at] === '\\') at++
    else if (sql[at] === quote) {
      if (sql[at + 1] === quote && quote !== ']') at++
      else return at + 1
    }
  }
  return sql.length
}

const blockEnd = (sql: string, start: number, nests: boolean): number => {
  let depth = 1
  for (let at = start + 2; at < sql.length; at++) {
    if (sql.startsWith('*/', at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    } else if (nests && sql.startsWith('/*', at)) {
      depth++
      at++
    }
  }
  return sql.length
}

const lineEnd = (sql: string, start: number): number => {
  const end = sql.indexOf('\n', start)
  return end === -1 ? sql.length : end + 1
}

/** Where the comment at `at` ends; `at` itself where there is none. MySQL's `/*! … *​/` is code, not a comment: only its opening is skipped. */
const skipComment = (sql: string, at: number, dialect: SqlDialect): number => {
  if (sql.startsWith('/*', at)) {
    const executable = dialect === 'mysql' ? /^\/\*M?!\d*/.exec(sql.slice(at, at + 12)) : null
    return executable ? at + executable[0].length : blockEnd(sql, at, dialect === 'postgres')
  }
  if (sql.startsWith('--', at)) {
    // MySQL takes `--` for a comment only before a space: `1--1` is a sum.
    const comment = dialect !== 'mysql' || at + 2 >= sql.length || /[\s\p{Cc}]/u.test(sql[at + 2] ?? ' ')
    return comment ? lineEnd(sql, at) : at
  }
  return dialect === 'mysql' && sql[at] === '#' ? lineEnd(sql, at) : at
}

/** The words and marks of a statement outside strings, quoted names and comments. */
export function* tokens(sql: string, dialect: SqlDialect): Generator<Token> {
  let at = 0
  while (at < sql.length) {
    const afterComment = skipComment(sql, at, dialect)
    const character = sql[at] ?? ''
    if (afterComment > at) at = afterComment
    else if (character === "'" || character === '"' || character === '`' || (character === '[' && dialect === 'sqlite'))
      at = quoteEnd(sql, at, dialect === 'mysql' && character !== '`')
    else {
      const word = /^[\p{L}_][\p{L}\p{N}_$]*/u.exec(sql.slice(at, at + 130))?.[0]
      if (word) yield { kind: 'word', text: word.toLowerCase() }
      else if (!/\s/.test(character)) yield { kind: 'mark', text: character }
      at += word?.length ?? 1
    }
  }
}

/** The command a statement begins with, in lower case; empty where it begins with none. */
export const firstWord = (sql: string, dialect: SqlDialect): string => {
  for (const token of tokens(sql, dialect)) {
    if (token.kind === 'word') return token.text
    if (token.text !== '(') return ''
  }
  return ''
}
