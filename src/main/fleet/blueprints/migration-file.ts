import { createHash } from 'node:crypto'

/** The checksum of a migration's text. A checkout that turned line ends into CRLF is the same migration. */
export const migrationSha256 = (text: string): string => createHash('sha256').update(text.replaceAll('\r\n', '\n'), 'utf8').digest('hex')

// A string, a quoted name, a dollar quote, a comment of either kind, or the end of a statement.
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_]*\$)[\s\S]*?\1|--[^\n]*|\/\*[\s\S]*?\*\/|;/g

/**
 * The statements of one of Provost's own migrations, in order, each without its semicolon.
 * Made for the blueprints' files, which hold neither procedures nor psql commands.
 */
export const statementsOf = (text: string): string[] => {
  const statements: string[] = []
  let start = 0
  const keep = (end: number): void => {
    const statement = text.slice(start, end).trim()
    if (statement.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== '') statements.push(statement)
  }
  for (const match of text.matchAll(token)) {
    if (match[0] !== ';') continue
    keep(match.index)
    start = match.index + 1
  }
  keep(text.length)
  return statements
}
