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

// Whatever is not ASCII belongs to a name, also what looks like a space: servers read bytes.
const word = /[A-Za-z_\u{80}-\u{10FFFF}][\w$\u{80}-\u{10FFFF}]*/uy
const number = /\d[\w$\u{80}-\u{10FFFF}]*/uy
/** MySQL takes a name that begins with a digit or a dollar, unless the digits are a number: `1e1into` is 1e1 and INTO, `1into` a name. */
const mysqlWord =
  /(?!\d+[eE][+-]?\d|0[xX][\dA-Fa-f]+(?![\w$\u{80}-\u{10FFFF}])|0b[01]+(?![\w$\u{80}-\u{10FFFF}]))\d*[A-Za-z_$\u{80}-\u{10FFFF}][\w$\u{80}-\u{10FFFF}]*/uy
const mysqlNumber = /0[xX][\dA-Fa-f]+(?![\w$\u{80}-\u{10FFFF}])|0b[01]+(?![\w$\u{80}-\u{10FFFF}])|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy
// A mark of the byte order is one to SQLite only; to the others it is part of a name, and readers of files take it off.
const blanks: Readonly<Record<SqlDialect, RegExp>> = { postgres: /[\t-\r ]+/y, mysql: /[\t-\r ]+/y, sqlite: /[\t\n\f\r \uFEFF]+/y }
const lineEnds: Readonly<Record<SqlDialect, RegExp>> = { postgres: /[\n\r]/g, mysql: /\n/g, sqlite: /\n/g }
/** MySQL takes `--` for a comment only before a space, a control character of ASCII, or the end: `1--1` is a sum. */
const isComment = (sql: string, at: number): boolean => {
  const next = sql.charCodeAt(at + 2)
  return Number.isNaN(next) || (next >= 0x01 && next <= 0x20) || next === 0x7f
}
// Version 999999 is none: dumps say by it what only the mariadb client reads.
const executable = /\/\*M?!(?!999999)\d*/y
const dollarQuote = /\$(?:[A-Za-z_\u{80}-\u{10FFFF}][\w\u{80}-\u{10FFFF}]*)?\$/uy
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

const lineEnd = (sql: string, start: number, dialect: SqlDialect): number => {
  const ends = lineEnds[dialect]
  ends.lastIndex = start
  return ends.test(sql) ? ends.lastIndex : sql.length
}

/** Where the comment at `at` ends: `at` itself where there is none, -1 where it never ends. */
export const commentEnd = (sql: string, at: number, dialect: SqlDialect): number => {
  if (sql.startsWith('/*', at)) {
    if (dialect === 'mysql' && matchAt(executable, sql, at) !== null) return at
    return blockEnd(sql, at, dialect === 'postgres')
  }
  if (sql.startsWith('--', at)) {
    return dialect !== 'mysql' || isComment(sql, at) ? lineEnd(sql, at, dialect) : at
  }
  return dialect === 'mysql' && sql[at] === '#' ? lineEnd(sql, at, dialect) : at
}

/** Where white space that begins at `at` ends; `at` itself where there is none. */
export const blankEnd = (sql: string, at: number, dialect: SqlDialect): number => at + (matchAt(blanks[dialect], sql, at)?.length ?? 0)

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

/**
 * The token that starts at `at`, which is neither white space nor a comment. Only behind an `open` is there a `close`: elsewhere
 * the star and the slash are two marks, and the slash may begin a comment.
 */
export const tokenAt = (sql: string, at: number, dialect: SqlDialect, opened = true): SqlToken => {
  const quote = quoted(sql, at, dialect)
  if (quote !== null) return quote
  const token = (kind: SqlToken['kind'], text: string): SqlToken => ({ kind, text, start: at, end: at + text.length, closed: true })
  const open = dialect === 'mysql' ? matchAt(executable, sql, at) : null
  if (open !== null) return token('open', open)
  if (dialect === 'mysql' && opened && sql.startsWith('*/', at)) return token('close', '*/')
  const bare = matchAt(dialect === 'mysql' ? mysqlWord : word, sql, at)
  // Lower case may be longer than what was written (`İ`), so the end is the written one's.
  if (bare !== null) return { ...token('word', bare), text: bare.toLowerCase() }
  return token(...numberOrMark(sql, at, dialect))
}

const numberOrMark = (sql: string, at: number, dialect: SqlDialect): ['number' | 'mark', string] => {
  const digits = matchAt(dialect === 'mysql' ? mysqlNumber : number, sql, at)
  return digits === null ? ['mark', sql[at] ?? ''] : ['number', digits]
}

/** Every token of a text, comments and white space aside. */
export function* sqlTokens(sql: string, dialect: SqlDialect): Generator<SqlToken> {
  let [at, depth] = [0, 0]
  while (at < sql.length) {
    const next = Math.max(blankEnd(sql, at, dialect), at)
    const comment = commentEnd(sql, next, dialect)
    if (comment === -1) return
    if (next > at || comment > next) {
      at = comment
      continue
    }
    const token = tokenAt(sql, at, dialect, depth > 0)
    if (token.kind === 'open') depth++
    if (token.kind === 'close') depth--
    yield token
    at = token.end
  }
}

/** Where the comments of a text begin that run to the end of their line; what only looks like one within a quoted text or another comment is none. */
export function* lineComments(sql: string, dialect: SqlDialect): Generator<number> {
  for (let at = 0; at < sql.length; ) {
    const next = Math.max(blankEnd(sql, at, dialect), at)
    const comment = commentEnd(sql, next, dialect)
    if (comment === -1) return
    if (comment > next && !sql.startsWith('/*', next)) yield next
    at = comment > at ? comment : tokenAt(sql, at, dialect).end
  }
}
