export type SqlDialect = 'postgres' | 'mysql' | 'sqlite'

/**
 * One piece of SQL. `word` is a bare keyword or name in lower case, `name` a quoted name without its quotes, `string` a quoted
 * text as written, `number` what begins with a digit, `mark` any other single character. MySQL's `/*! … *​/` is code: its two
 * ends are tokens of their own, `open` and `close`.
 */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark' | 'open' | 'close'
  readonly text: string
  readonly start: number
  readonly end: number
  /** False for a quote that never ends. */
  readonly closed: boolean
}

const word = /[\p{L}_][\p{L}\p{N}_$]*/uy
const number = /\p{N}[\p{L}\p{N}_$]*/uy
const blank = /[\s\p{Cc}\uFEFF]+/uy
// Version 999999 is none: dumps say by it what only the mariadb client reads.
const executable = /\/\*M?!(?!999999)\d*/y
const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
const escapeString = /[eE](?=')/y

const matchAt = (pattern: RegExp, sql: string, at: number): string | null => {
  pattern.lastIndex = at
  return pattern.exec(sql)?.[0] ?? null
}

/** The end of a quoted piece that starts at `start`, -1 where there is none; a doubled quote is part of it, a backslash hides the next character where told. */
const quoteEnd = (sql: string, start: number, backslash: boolean): number => {
  const quote = sql[start] === '[' ? ']' : sql[start]
  for (let at = start + 1; at < sql.length; at++) {
    if (backslash && sql[at] === '\\') at++
    else if (sql[at] === quote) {
      if (sql[at + 1] === quote && quote !== ']') at++
      else return at + 1
    }
  }
  return -1
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
  return -1
}

const lineEnd = (sql: string, start: number): number => {
  const end = sql.indexOf('\n', start)
  return end === -1 ? sql.length : end + 1
}

/** Where the comment at `at` ends: `at` itself where there is none, -1 where it never ends. */
export const commentEnd = (sql: string, at: number, dialect: SqlDialect): number => {
  if (sql.startsWith('/*', at)) {
    if (dialect === 'mysql' && matchAt(executable, sql, at) !== null) return at
    return blockEnd(sql, at, dialect === 'postgres')
  }
  if (sql.startsWith('--', at)) {
    // MySQL takes `--` for a comment only before a space: `1--1` is a sum.
    const comment = dialect !== 'mysql' || at + 2 >= sql.length || /[\s\p{Cc}]/u.test(sql[at + 2] ?? ' ')
    return comment ? lineEnd(sql, at) : at
  }
  return dialect === 'mysql' && sql[at] === '#' ? lineEnd(sql, at) : at
}

/** Where white space that begins at `at` ends; `at` itself where there is none. */
export const blankEnd = (sql: string, at: number): number => at + (matchAt(blank, sql, at)?.length ?? 0)

const unquoted = (text: string): string => {
  const quote = text[0] ?? ''
  return quote === '[' ? text.slice(1, -1) : text.slice(1, -1).replaceAll(quote + quote, quote)
}

const quoted = (sql: string, at: number, dialect: SqlDialect): SqlToken | null => {
  const character = sql[at] ?? ''
  const isString = character === "'" || (character === '"' && dialect === 'mysql')
  const isName = character === '`' || (character === '"' && !isString) || (character === '[' && dialect === 'sqlite')
  if (!isString && !isName) return dialect === 'postgres' ? quotedInPostgres(sql, at) : null
  return quotedTo(sql, at, quoteEnd(sql, at, dialect === 'mysql' && isString), isString ? 'string' : 'name')
}

const quotedTo = (sql: string, at: number, found: number, kind: 'string' | 'name'): SqlToken => {
  const end = found === -1 ? sql.length : found
  const text = sql.slice(at, end)
  return { kind, text: kind === 'string' ? text : unquoted(text), start: at, end, closed: found !== -1 }
}

/** `E'…'`, where a backslash hides, and `$tag$ … $tag$`. */
const quotedInPostgres = (sql: string, at: number): SqlToken | null => {
  if (matchAt(escapeString, sql, at) !== null) return quotedTo(sql, at, quoteEnd(sql, at + 1, true), 'string')
  const tag = matchAt(dollarQuote, sql, at)
  if (tag === null) return null
  const end = sql.indexOf(tag, at + tag.length)
  return quotedTo(sql, at, end === -1 ? -1 : end + tag.length, 'string')
}

/** The token that starts at `at`, which is neither white space nor a comment. */
export const tokenAt = (sql: string, at: number, dialect: SqlDialect): SqlToken => {
  const quote = quoted(sql, at, dialect)
  if (quote !== null) return quote
  const token = (kind: SqlToken['kind'], text: string): SqlToken => ({ kind, text, start: at, end: at + text.length, closed: true })
  const open = dialect === 'mysql' ? matchAt(executable, sql, at) : null
  if (open !== null) return token('open', open)
  if (dialect === 'mysql' && sql.startsWith('*/', at)) return token('close', '*/')
  const bare = matchAt(word, sql, at)
  // Lower case may be longer than what was written (`İ`), so the end is the written one's.
  if (bare !== null) return { ...token('word', bare), text: bare.toLowerCase() }
  return token(...numberOrMark(sql, at))
}

const numberOrMark = (sql: string, at: number): ['number' | 'mark', string] => {
  const digits = matchAt(number, sql, at)
  return digits === null ? ['mark', sql[at] ?? ''] : ['number', digits]
}

/** Every token of a text, comments and white space aside. */
export function* sqlTokens(sql: string, dialect: SqlDialect): Generator<SqlToken> {
  let at = 0
  while (at < sql.length) {
    const next = Math.max(blankEnd(sql, at), at)
    const comment = commentEnd(sql, next, dialect)
    if (comment === -1) return
    if (next > at || comment > next) {
      at = comment
      continue
    }
    const token = tokenAt(sql, at, dialect)
    yield token
    at = token.end
  }
}

/** Where the comments of a text begin that run to the end of their line; what only looks like one within a quoted text or another comment is none. */
export function* lineComments(sql: string, dialect: SqlDialect): Generator<number> {
  for (let at = 0; at < sql.length; ) {
    const next = blankEnd(sql, at)
    const comment = commentEnd(sql, next, dialect)
    if (comment === -1) return
    if (comment > next && !sql.startsWith('/*', next)) yield next
    at = comment > at ? comment : tokenAt(sql, at, dialect).end
  }
}
