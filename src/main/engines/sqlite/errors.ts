import { ProvostError } from '#contract/errors.ts'
import { mostRowBytes, noStatement, notSingle, queryFailed, readOnly, rowTooLarge, tableGone } from '../problems.ts'
import { walFolderProblem } from './open-files.ts'

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

/** A failure of SQLite or its child in Provost's words. */
export const sqliteProblem = (error: unknown, path: string): ProvostError => {
  if (error instanceof ProvostError) return error
  if (!(error instanceof Error)) return queryFailed(String(error))
  const code = codeOf(error)
  const detail = error.message
  if (code === 'SQLITE_NOTADB')
    return new ProvostError('connection.file-not-a-database', `The file ${path} is not a SQLite database, or it is encrypted.`, {
      detail,
      remedy: ['Choose another file.'],
      cause: error,
    })
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_IOERR_SHORT_READ')
    return new ProvostError('connection.file-corrupt', `The database ${path} is damaged or cut short.`, {
      detail,
      remedy: ['Make a copy of the file before anything else.', 'Run PRAGMA quick_check on the copy.', 'Restore the last backup.'],
      cause: error,
    })
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new ProvostError('connection.busy', `Another program holds the database ${path}.`, {
      detail,
      remedy: ['Wait and try again.', 'Close the program that writes to it.'],
      retryable: true,
      cause: error,
    })
  if (code.startsWith('SQLITE_READONLY_')) return walFolderProblem(path, detail)
  if (code === 'SQLITE_READONLY' || code.startsWith('SQLITE_AUTH')) return readOnly(detail, error)
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_IOERR') || code === 'SQLITE_PERM')
    return new ProvostError('connection.file-permission', `The database ${path} cannot be opened.`, {
      detail,
      remedy: ['Check the rights of the file and its folder.', 'Check the disk.'],
      cause: error,
    })
  if (code === 'SQLITE_TOOBIG') return rowTooLarge(null, mostRowBytes)
  if (/more than one statement/i.test(detail)) return notSingle(detail, error)
  if (/contains no statements/i.test(detail)) return noStatement(error)
  const missing = /no such table: (.+)/i.exec(detail)?.[1]
  if (missing !== undefined) return tableGone(missing.replace(/^main\./, ''), error)
  return queryFailed(detail, error)
}
