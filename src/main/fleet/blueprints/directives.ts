import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { lineComments, type SqlStatement } from '../../engines/index.ts'

/** A rule of the lint that may be broken at one place, with the reason why. */
export interface Waiver {
  readonly rule: string
  readonly reason: string
  /** Of the comment, from 1: it speaks of the statement that follows. */
  readonly line: number
}

/** What a migration's comments ask of the runner. */
export interface Directives {
  /** False for a file that runs statement by statement. */
  readonly transaction: boolean
  /** How long one of its statements may run; null for what the run allows. */
  readonly statementTimeoutMs: number | null
  /** SQLite: foreign keys are not enforced while it runs, and are checked before it counts. */
  readonly foreignKeysOff: boolean
  readonly waivers: readonly Waiver[]
}

const directive = /^\s*--\s*provost:\s*(.*?)\s*$/i
const duration = /^(\d+)\s*(ms|s|min|h)?$/i
const millisecondsIn: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }

const invalid = (line: number, text: string): ProvostError =>
  new ProvostError('migration.sql-invalid', `Line ${line} asks for something Provost does not know.`, {
    detail: text.slice(0, 200),
    remedy: [
      'Known are: no-transaction, statement-timeout 10min, foreign-keys-off, waive RULE REASON.',
      'Write it as: -- provost: no-transaction',
    ],
  })

const readDuration = (text: string): number | null => {
  const [, number, unit] = duration.exec(text) ?? []
  return number === undefined ? null : Number(number) * (millisecondsIn[(unit ?? 's').toLowerCase()] ?? 1)
}

/** A comment that is a line of its own, and where it stands. */
interface CommentLine {
  readonly row: string
  readonly line: number
}

/** The comments that are lines of their own between the statements. Those within a statement (a body, say) are the statement's. */
function* commentLines(engine: EngineKind, text: string, statements: readonly SqlStatement[]): Generator<CommentLine> {
  const within = new Set(statements.flatMap(({ line, text: written }) => written.split('\n').map((_, index) => line + index)))
  let line = 1
  let counted = 0
  for (const start of lineComments(text, engine)) {
    line += text.slice(counted, start).split('\n').length - 1
    counted = start
    const begin = text.lastIndexOf('\n', start - 1) + 1
    const end = text.indexOf('\n', start)
    const row = text.slice(begin, end === -1 ? undefined : end)
    if (!within.has(line)) yield { row, line }
  }
}

/**
 * Reads the `-- provost: …` lines of a migration, which stand between its statements.
 * @throws ProvostError `migration.sql-invalid` for one it does not know: a misspelt one must not be passed over
 */
export const directivesOf = (engine: EngineKind, text: string, statements: readonly SqlStatement[]): Directives => {
  let transaction = true
  let statementTimeoutMs: number | null = null
  let foreignKeysOff = false
  const waivers: Waiver[] = []
  for (const { row, line } of commentLines(engine, text, statements)) {
    const [, said] = directive.exec(row) ?? []
    if (said === undefined) continue
    const [word = '', ...rest] = said.split(/\s+/)
    if (word === 'no-transaction' && rest.length === 0) transaction = false
    else if (word === 'foreign-keys-off' && rest.length === 0) foreignKeysOff = true
    else if (word === 'statement-timeout') {
      statementTimeoutMs = readDuration(rest.join(''))
      if (statementTimeoutMs === null) throw invalid(line, row.trim())
    } else if (word === 'waive' && rest.length > 1) waivers.push({ rule: rest[0] ?? '', reason: rest.slice(1).join(' '), line })
    else throw invalid(line, row.trim())
  }
  return { transaction, statementTimeoutMs, foreignKeysOff, waivers }
}
