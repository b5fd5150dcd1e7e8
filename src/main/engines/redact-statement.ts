import { blankEnd, commentEnd, type SqlDialect, type SqlToken, tokenAt } from './sql-tokens.ts'

const mostCharacters = 2000

/** Where a `$tag$ … $tag$` that begins at `at` ends; `at` itself where none begins there, the text's end where it never ends. */
const dollarEnd = (sql: string, at: number, dialect: SqlDialect): number => {
  if (dialect !== 'postgres' || sql[at] !== '$') return at
  const tag = /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u.exec(sql.slice(at, at + 130))?.[0]
  if (tag === undefined) return at
  const end = sql.indexOf(tag, at + tag.length)
  return end === -1 ? sql.length : end + tag.length
}

const shown = (sql: string, { kind, start, end }: SqlToken): string => {
  // `$1` stands for a value and is none.
  const isValue = kind === 'string' || (kind === 'number' && sql[start - 1] !== '$')
  return isValue ? '?' : sql.slice(start, end)
}

/** PostgreSQL's `E'…'`, in which a backslash hides a quote: where the text ends is then not known for sure. */
const isUncertain = (sql: string, token: SqlToken, dialect: SqlDialect): boolean =>
  dialect === 'postgres' && token.kind === 'string' && token.text.includes('\\') && /e/i.test(sql[token.start - 1] ?? '')

/**
 * A statement fit for logs: literals, which may be a student's name or a password, become `?`. Comments go too, and so does
 * everything after a text whose end is not sure. It is for reading, not for running; at most 2,000 characters.
 */
export const redactStatement = (sql: string, dialect: SqlDialect): string => {
  let [told, at] = ['', 0]
  while (at < sql.length && told.length < mostCharacters) {
    const comment = commentEnd(sql, at, dialect)
    if (comment === -1) break
    const skipped = Math.max(blankEnd(sql, at), comment)
    if (skipped > at) {
      told = told.endsWith(' ') ? told : `${told} `
      at = skipped
      continue
    }
    const dollars = dollarEnd(sql, at, dialect)
    if (dollars > at) {
      told += '?'
      at = dollars
      continue
    }
    const token = tokenAt(sql, at, dialect)
    told += shown(sql, token)
    at = isUncertain(sql, token, dialect) ? sql.length : token.end
  }
  return told.replaceAll('?.?', '?').trim().slice(0, mostCharacters)
}
