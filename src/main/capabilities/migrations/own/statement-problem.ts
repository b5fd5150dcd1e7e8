import { ProvostError } from '#contract/errors.ts'
import { driverCode, type SqlStatement } from '../../../engines/index.ts'
import { beginAgain, longerRun, newRun, resumeRun } from '../spelled-out.ts'

/** Where in which file something happened. */
export interface StatementPlace {
  readonly version: string
  readonly file: string
  readonly statement: SqlStatement
  /** From 1. */
  readonly number: number
  readonly of: number
  /** What became of the statements before it, in words. */
  readonly before: string
  /** The file says by itself how long a statement may run, so that no option of the call does. */
  readonly ownLimit: boolean
}

/** Deadlocks end for one of the two by themselves, as a lock that was not had in time does. */
const deadlocks = new Set(['40P01', '1213'])

/** Whether a statement failed for a lock that somebody else holds: the same may go well a moment later. */
export const isLockedOut = (error: unknown): error is ProvostError =>
  error instanceof ProvostError && (error.code === 'connection.busy' || deadlocks.has(driverCode(error) ?? ''))

/** Failures that say something of the call or of the connection, and nothing of the statement. */
const untouched = /^(call\.|connection\.(?!permission-denied|busy)|migration\.|internal\.)/

const plainText = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim()

/** The database's own words for a failure, with its code. */
export const driverWords = (error: unknown): string => {
  if (!(error instanceof ProvostError)) return String(error)
  const code = driverCode(error)
  return `${code === null ? '' : `${code}: `}${error.detail || error.title}`
}

/** A way back has no checksum: its file may be mended wherever it was used. */
const isWayBack = ({ file }: StatementPlace): boolean => file.endsWith('.down.sql')

const mendedFile = (place: StatementPlace): string =>
  isWayBack(place)
    ? `After mending the file, begin a new run (${newRun}): ${beginAgain.rollback}`
    : `After mending the file, which only helps where no database has ${place.version} yet (there it would count as changed), begin a new run (${newRun}): ${beginAgain.apply}`

const tooSlow = (place: StatementPlace): readonly string[] => {
  const act = isWayBack(place) ? 'rollback' : 'apply'
  const split = isWayBack(place)
    ? 'Or split the change into smaller parts.'
    : `Or split the change into smaller parts, where no database has ${place.version} yet.`
  if (!place.ownLimit) return [longerRun[act], split]
  const only = isWayBack(place) ? '' : `, only where no database has ${place.version} yet (there it would count as changed)`
  return [`The file has a limit of its own: raise it${only}, and begin a new run (${newRun}): ${beginAgain[act]}`, split]
}

/** A statement's failure as a person needs it: which migration, file and line, and what became of the rest. */
export const statementProblem = (error: unknown, place: StatementPlace): unknown => {
  if (!(error instanceof ProvostError) || untouched.test(error.code)) return error
  const { version, file, statement, number, of, before } = place
  const where = `${file}, line ${statement.line}, statement ${number} of ${of}: ${plainText(statement.text).slice(0, 160)}`
  const detail = [driverWords(error), where, before].join('\n')
  if (error.code === 'query.timeout')
    return new ProvostError('migration.statement-timeout', `A statement of ${version} took longer than its limit and was stopped.`, {
      detail,
      remedy: tooSlow(place),
      retryable: true,
      cause: error,
    })
  if (error.code === 'connection.permission-denied')
    return new ProvostError('migration.failed', `The login may not make the change of ${version}.`, {
      detail,
      remedy: [
        'Migrate by a login that owns the objects.',
        'Or have the ownership or the right given to this one.',
        `Then go on: ${resumeRun}`,
      ],
      cause: error,
    })
  return new ProvostError('migration.failed', `The database refused a statement of ${version}.`, {
    detail,
    remedy: ['Mend the cause by the words above.', `After mending this database, go on: ${resumeRun}`, mendedFile(place)],
    cause: error,
  })
}

/** What was put off to the end of the transaction, as a deferred constraint is, and fails there: no single statement is told by the database. */
export const commitProblem = (error: unknown, { version, file, before }: Pick<StatementPlace, 'version' | 'file' | 'before'>): unknown => {
  if (!(error instanceof ProvostError) || untouched.test(error.code) || error.code === 'connection.permission-denied' || isLockedOut(error))
    return error
  return new ProvostError('migration.failed', `The database refused ${version} at commit.`, {
    detail: [driverWords(error), `${file}, at commit: what is checked only there, a deferred constraint say, did not hold.`, before].join(
      '\n',
    ),
    remedy: [
      'Mend the rows it names in this database, or the migration, by the words above.',
      `Then go on: ${resumeRun}`,
      'To be told the statement, put before it: SET CONSTRAINTS ALL IMMEDIATE',
    ],
    cause: error,
  })
}
