import { setImmediate } from 'node:timers/promises'
import type { Node, SqlError } from 'libpg-query'
import { sqlInvalid } from '../sql-statement.ts'
import { sqlTokens } from '../sql-tokens.ts'

export interface ParsedStatement {
  readonly node: Node
  /** Of its first word, in UTF-16 units as JavaScript counts. */
  readonly start: number
  readonly text: string
}

// PostgreSQL's own parser, as WebAssembly. It takes 25 ms to load, which only those pay who split or judge a migration.
let loading: Promise<typeof import('libpg-query')> | null = null
const load = (): Promise<typeof import('libpg-query')> => {
  loading ??= import('libpg-query')
  return loading
}

const isSqlError = (error: unknown): error is SqlError => error instanceof Error && 'sqlDetails' in error

/** The parser counts characters in its errors, so that one beyond the basic plane is one; JavaScript counts it as two. */
const unitsOf = (text: string, characters: number): number => {
  let at = 0
  for (let count = 0; count < characters && at < text.length; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return at
}

const copyData = /\bcopy\b[^;]*\bfrom\s+stdin\b[^;]*;\s*[^;]*$/i

const refusal = (text: string, error: unknown): unknown => {
  // Expressions nested some ten thousand deep end the parser's or the reader's stack.
  if (error instanceof RangeError)
    return sqlInvalid(text, 0, 'A statement is nested too deeply to be read.', ['Break the statement into smaller ones.'], error.message)
  if (!isSqlError(error)) return error
  const position = unitsOf(text, error.sqlDetails?.cursorPosition ?? 0)
  if (text[position] === '\\')
    return sqlInvalid(
      text,
      position,
      'A command of psql stands in the file, which the server does not know.',
      ['Remove the line with the backslash: a migration is SQL only.'],
      error.message,
    )
  if (copyData.test(text.slice(0, position)))
    return sqlInvalid(text, position, 'Rows for COPY … FROM stdin stand in the file, which only psql can send.', copyRemedy, error.message)
  return sqlInvalid(text, position, 'The file is not SQL that PostgreSQL reads.', ['Correct the statement there.'], error.message)
}

export const copyRemedy: readonly string[] = ['Write the rows as INSERT statements.']

/** A piece of a script that parses by itself takes so many characters at least; the last one takes what is left. */
const pieceLength = 128 * 1024

/** A long script in pieces, cut behind semicolons outside of quotes and comments; perhaps within a body, which then does not parse. */
function* piecesOf(text: string): Generator<string> {
  let from = 0
  for (const token of sqlTokens(text, 'postgres')) {
    if (token.end - from < pieceLength || token.kind !== 'mark' || token.text !== ';') continue
    yield text.slice(from, token.end)
    from = token.end
  }
  yield text.slice(from)
}

const parsePiece = async <Value>(text: string, offset: number, take: (statement: ParsedStatement) => Value): Promise<Value[]> => {
  if (text.trim() === '') return []
  const { parse } = await load()
  const result = await parse(text)
  // Ranges are in bytes of UTF-8.
  const bytes = Buffer.from(text, 'utf8')
  let counted = 0
  let units = offset
  return (result.stmts ?? []).flatMap(({ stmt, stmt_location: from = 0, stmt_len: length }) => {
    if (stmt === undefined) return []
    const to = length === undefined ? bytes.length : from + length
    units += bytes.toString('utf8', counted, from).length
    counted = from
    return [take({ node: stmt, start: units, text: bytes.toString('utf8', from, to).trimEnd() })]
  })
}

/** Piece by piece, so that the process does other work in between; null where a piece does not parse by itself. */
const parseInPieces = async <Value>(text: string, take: (statement: ParsedStatement) => Value): Promise<Value[] | null> => {
  const taken: Value[] = []
  let offset = 0
  for (const piece of piecesOf(text)) {
    try {
      for (const value of await parsePiece(piece, offset, take)) taken.push(value)
    } catch (error) {
      if (isSqlError(error) || error instanceof RangeError) return null
      throw error
    }
    offset += piece.length
    await setImmediate()
  }
  return taken
}

/**
 * A script as PostgreSQL 18 reads it. Trees are large, so each is given to `take` and let go.
 * @throws ProvostError `migration.sql-invalid` with the place
 */
export const parsePostgres = async <Value>(text: string, take: (statement: ParsedStatement) => Value): Promise<readonly Value[]> => {
  const inPieces = text.length > 2 * pieceLength ? await parseInPieces(text, take) : null
  if (inPieces !== null) return inPieces
  try {
    return await parsePiece(text, 0, take)
  } catch (error) {
    throw refusal(text, error)
  }
}
