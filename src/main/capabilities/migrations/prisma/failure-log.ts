import type { ProvostError } from '#contract/errors.ts'
import { driverCode } from '../../../engines/index.ts'

/** What PostgreSQL says of a failed statement. */
const postgresFields = [
  'severity',
  'code',
  'message',
  'detail',
  'hint',
  'position',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const
type PostgresError = Readonly<Partial<Record<(typeof postgresFields)[number], string>>>

const debugNames: Partial<Record<(typeof postgresFields)[number], string>> = { where: 'where_', dataType: 'datatype' }

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

/** The server's fields in the order and notation in which Prisma's log has them. */
const debugged = (error: PostgresError): string => {
  const optional = (text: string | undefined): string => (text === undefined ? 'None' : `Some(${quoted(text)})`)
  const fields = postgresFields.flatMap((field) => {
    const value = error[field]
    const name = debugNames[field] ?? field
    if (field === 'severity') return [`severity: ${quoted(value ?? 'ERROR')}`, 'parsed_severity: Some(Error)']
    if (field === 'code') return [`code: SqlState(${value?.startsWith('E') ? value : `E${value ?? ''}`})`]
    if (field === 'message') return [`message: ${quoted(value ?? '')}`]
    if (field === 'position') return [`position: ${value === undefined ? 'None' : `Some(Original(${value}))`}`]
    if (field === 'line') return [`line: ${value === undefined ? 'None' : `Some(${value})`}`]
    return [`${name}: ${optional(value)}`]
  })
  return `DbError { ${fields.join(', ')} }`
}

/** The line of the script where it failed and the five before it, as Prisma shows them in a terminal. */
const positioned = (script: string, position: number): string => {
  const lines = script.split('\n')
  let end = 0
  for (const [index, line] of lines.entries()) {
    end += Buffer.byteLength(line) + 1
    if (position > end) continue
    const numbered = (text: string, at: number): string => `\x1b[1m${String(at + 1).padStart(3)}\x1b[0m${text === '' ? '' : ` ${text}`}`
    const first = Math.max(0, index - 5)
    const before = lines.slice(first, index).map((text, offset) => numbered(text.replace(/\r$/, ''), first + offset))
    return `\n\nPosition:\n${before.join('\n')}\n\x1b[1m${String(index + 1).padStart(3)}\x1b[1;31m ${line.replace(/\r$/, '')}\x1b[0m`
  }
  return ''
}

const words = (error: ProvostError, script: string, statement: number): string => {
  const cause: unknown = error.cause
  const text = error.detail === '' ? error.title : error.detail
  if (!(cause instanceof Error) || !('severity' in cause))
    return `${text}${statement === 0 ? '' : `\n\nPlease check the query number ${statement} from the migration file.`}`
  const fields = cause as PostgresError & Error
  const position = fields.position === undefined ? '' : positioned(script, Number(fields.position))
  const hints = [
    fields.detail === undefined ? '' : `\nDETAIL: ${fields.detail}`,
    fields.hint === undefined ? '' : `\nHINT: ${fields.hint}`,
  ].join('')
  return `${fields.severity ?? 'ERROR'}: ${fields.message}${hints}${position}\n\n${debugged(fields)}`
}

/** What Prisma writes into a row's logs when the script fails. `statement` is its number where the engine tells, 0 elsewhere. */
export const failureLog = (migration: string, error: ProvostError, script: string, statement: number): string =>
  `A migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve

Migration name: ${migration}

Database error code: ${driverCode(error) ?? 'none'}

Database error:
${words(error, script, statement)}
`
