import { ProvostError } from '#contract/errors.ts'

/** One statement of a migration. */
export interface SqlStatement {
  /** As written, from its first word to its last, without its terminator. */
  readonly text: string
  /** Of its first word in the file, from 1. */
  readonly line: number
  /** False where the engine runs it outside any transaction only, or commits by itself what was done so far. */
  readonly transactional: boolean
  /** True for BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their kind, which a migration may not hold. */
  readonly control: boolean
  /** Code whose doing is known only as it runs: it may commit in its middle, so that a break within leaves it in doubt. */
  readonly unforeseeable?: true
  /** The user variable that holds what an EXECUTE is about to run, as an expression: its text is known once the statements before it were run. */
  readonly asks?: string
  /** What it runs in its place: the text that the file prepared for an EXECUTE. */
  readonly runs?: string
}

/** Tells lines of a text by positions that only grow, so that a long file is walked once. */
export const lineCounter = (text: string): ((position: number) => number) => {
  let line = 1
  let at = 0
  return (position) => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < position; next = text.indexOf('\n', at)) {
      line++
      at = next + 1
    }
    return line
  }
}

const placeOf = (text: string, position: number): { readonly line: number; readonly column: number } => {
  const before = text.slice(0, position)
  return { line: before.split('\n').length, column: position - before.lastIndexOf('\n') }
}

/** A migration's text is refused at a position. `detail` is the parser's own words, where there are some. */
export const sqlInvalid = (text: string, position: number, title: string, remedy: readonly string[], detail = ''): ProvostError => {
  const { line, column } = placeOf(text, position)
  const place = `line ${line}, column ${column}`
  return new ProvostError('migration.sql-invalid', title, { detail: detail === '' ? place : `${place}: ${detail}`, remedy })
}

/**
 * The text of a migration file as the splitters take it: line ends and a mark of the byte order do not count.
 * @throws ProvostError `migration.sql-invalid` for a NUL, at which servers and parsers would silently stop reading.
 */
export const readableSql = (text: string): string => {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const at = plain.indexOf('\0')
  if (at !== -1)
    throw sqlInvalid(plain, at, 'The file holds a NUL character, which no SQL may.', [
      'Save the file as UTF-8: one saved as UTF-16 has a NUL in every other place.',
    ])
  return plain
}
