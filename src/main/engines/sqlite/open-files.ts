import { accessSync, constants, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { ProvostError } from '#contract/errors.ts'

interface OpenFile {
  readonly database: BetterSqlite3.Database
  readonly device: number
  readonly inode: number
}

const most = 8
const files = new Map<string, OpenFile>()

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** SQLite has one text for a missing file, a folder and a missing right, and takes an empty file for a database. So the file is looked at first. */
const look = (path: string): Stats => {
  let stats: Stats
  try {
    stats = statSync(path)
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
    throw new ProvostError(
      missing ? 'connection.file-missing' : 'connection.file-permission',
      missing ? `There is no file ${path}.` : `The file ${path} cannot be reached.`,
      {
        detail: String(error),
        remedy: missing
          ? ['Check the path, and whether its disk is mounted.']
          : ['Check the rights of the file and of the folders above it.'],
      },
    )
  }
  if (!stats.isFile())
    throw new ProvostError(
      'connection.file-not-a-database',
      stats.isDirectory() ? `The path ${path} is a folder.` : `The path ${path} is not a regular file.`,
      {
        remedy: ['Give the path of the database file itself.'],
      },
    )
  try {
    accessSync(path, constants.R_OK)
  } catch (error) {
    throw new ProvostError('connection.file-permission', `The file ${path} may not be read.`, {
      detail: String(error),
      remedy: ['Have the right to read the file given to this user.'],
    })
  }
  if (stats.size === 0)
    throw new ProvostError('connection.file-empty', `The file ${path} is empty.`, {
      detail: 'SQLite takes a file of 0 bytes for a database without tables.',
      remedy: ['Check whether this is the right file.', 'A copy that broke off leaves such a file: copy again.'],
    })
  return stats
}

/** A WAL database needs a file beside it even for reading, which a read-only folder refuses. */
export const walFolderProblem = (path: string, detail: string): ProvostError =>
  new ProvostError('connection.file-permission', `The database ${path} is in WAL mode, and its folder cannot be written to.`, {
    detail,
    remedy: [
      'Open a copy in a folder of your own; copy the -wal file beside it as well.',
      'Or have the right to write to the folder given to this user: SQLite keeps its -shm file there.',
    ],
  })

const folderWritable = (path: string): boolean => {
  try {
    accessSync(dirname(path), constants.W_OK)
    return true
  } catch {
    // Not writable, whatever the reason.
    return false
  }
}

const open = (path: string, readWrite: boolean): BetterSqlite3.Database => {
  let database: BetterSqlite3.Database | null = null
  try {
    database = new BetterSqlite3(path, { readonly: !readWrite, fileMustExist: true, timeout: 2000 })
    if (!readWrite) database.pragma('query_only = on')
    database.defaultSafeIntegers(true)
    // LIKE folds ASCII only; the console's search folds every script.
    database.function('provost_fold', { deterministic: true, directOnly: true }, (text) =>
      typeof text === 'string' ? text.toLowerCase() : null,
    )
    database.prepare('select 1 from sqlite_schema limit 1').all()
    return database
  } catch (error) {
    database?.close()
    const code = codeOf(error)
    if ((code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) && !folderWritable(path))
      throw walFolderProblem(path, error instanceof Error ? error.message : '')
    throw error
  }
}

/** The open database of a file; opened anew where another file has come to its place. */
export const openFile = (path: string, readWrite: boolean): BetterSqlite3.Database => {
  const key = `${readWrite ? 'w' : 'r'}:${path}`
  const known = files.get(key)
  if (known) files.delete(key)
  let stats: Stats
  try {
    stats = look(path)
  } catch (error) {
    known?.database.close()
    throw error
  }
  if (known && known.device === stats.dev && known.inode === stats.ino) {
    files.set(key, known)
    return known.database
  }
  known?.database.close()
  const database = open(path, readWrite)
  files.set(key, { database, device: stats.dev, inode: stats.ino })
  const oldest = files.entries().next().value
  if (files.size > most && oldest) {
    files.delete(oldest[0])
    oldest[1].database.close()
  }
  return database
}

/** Closes a file that was open for writing: what was begun on it is taken back, and its locks are let go. */
export const closeWritten = (path: string): void => {
  const key = `w:${path}`
  files.get(key)?.database.close()
  files.delete(key)
}
