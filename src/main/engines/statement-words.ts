import { type SqlDialect, type SqlToken, sqlTokens } from './sql-tokens.ts'

/** The words and marks of a statement outside strings, quoted names and comments. */
export function* tokens(sql: string, dialect: SqlDialect): Generator<SqlToken> {
  for (const token of sqlTokens(sql, dialect)) if (token.kind === 'word' || token.kind === 'mark' || token.kind === 'number') yield token
}

/** The command a statement begins with, in lower case; empty where it begins with none. */
export const firstWord = (sql: string, dialect: SqlDialect): string => {
  for (const token of tokens(sql, dialect)) {
    if (token.kind === 'word') return token.text
    if (token.text !== '(') return ''
  }
  return ''
}
