import { blankEnd, commentEnd, type SqlDialect, type SqlToken, tokenAt } from './sql-tokens.ts'

const mostCharacters = 2000

const shown = (sql: string, { kind, start, end }: SqlToken): string => {
  // `$1` stands for a value and is none.
  const isValue = kind === 'string' || (kind === 'number' && sql[start - 1] !== '$')
  return isValue ? '?' : sql.slice(start, end)
}

/**
 * A statement fit for logs: literals, which may be a student's name or a password, become `?`. Comments go too.
 * It is for reading, not for running; at most 2,000 characters.
 */
export const redactStatement = (sql: string, dialect: SqlDialect): string => {
  let [told, at] = ['', 0]
  while (at < sql.length && told.length < mostCharacters) {
    const comment = commentEnd(sql, at, dialect)
    if (comment === -1) break
    const skipped = Math.max(blankEnd(sql, at, dialect), comment)
    if (skipped > at) {
      told = told.endsWith(' ') ? told : `${told} `
      at = skipped
      continue
    }
    const token = tokenAt(sql, at, dialect)
    told += shown(sql, token)
    at = token.end
  }
  return told.replaceAll('?.?', '?').trim().slice(0, mostCharacters)
}
