import { closeSync, constants, fchmodSync, fchownSync, fstatSync, openSync, rmSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { ProvostError } from '#contract/errors.ts'

const betweenTriesMs = 50

/** For so long, trouble that comes of others who make and remove the file is waited out, even where nobody wants to wait for the lock. */
const passingMs = 500

/** Files that this process has locked or tries to: closing a second descriptor of one would drop the locks of the first. */
const ours = new Set<string>()

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

const noRoom = (path: string, error: unknown): ProvostError =>
  new ProvostError(
    'connection.file-permission',
    `The lock ${path} cannot be had: it stands beside the database for as long as it is held.`,
    {
      detail: error instanceof Error ? error.message : String(error),
      remedy: ['Give this user the right to make files in that folder: SQLite needs it for its journal, too.', 'Check the disk.'],
      cause: error,
    },
  )

/** A symbolic link laid in its place is not followed. */
const flags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)

/** Makes the file as SQLite makes its journals: whoever may write to the database may take its lock. Null where it is there. */
const makeLike = (file: string, path: string): number | null => {
  let made: number
  try {
    made = openSync(path, flags | constants.O_CREAT | constants.O_EXCL, 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null
    throw noRoom(path, error)
  }
  try {
    const { mode, uid, gid } = statSync(file)
    fchownSync(made, process.geteuid?.() === 0 ? uid : -1, gid)
    fchmodSync(made, mode & 0o666)
  } catch {
    // No file there yet, a group that this user is not in, or a file system without owners: then it is as its maker's files are.
  }
  return made
}

/** Removes the lock's file while nobody else can have it: still locked, or (on Windows, which removes no open file) not open elsewhere. */
const remove = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // Another user's in a folder where each removes only their own, or open elsewhere: it is empty, and whoever locks next takes it.
  }
}

/** One try: null where another work of this process has it, or where the file was removed while it was being locked. */
const tryLock = (file: string, path: string): (() => void) | null => {
  if (ours.has(path)) return null
  ours.add(path)
  let kept: number | null = null
  let lock: Database.Database | null = null
  const letGo = (): void => {
    lock?.close()
    if (kept !== null) closeSync(kept)
    ours.delete(path)
  }
  try {
    // Kept open: so nobody else's file can have its number while that is compared.
    kept = makeLike(file, path) ?? openSync(path, flags)
    lock = new Database(path, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    if (statSync(path).ino !== fstatSync(kept).ino) {
      letGo()
      return null
    }
  } catch (error) {
    letGo()
    throw error
  }
  return () => {
    if (process.platform !== 'win32') remove(path)
    letGo()
    if (process.platform === 'win32') remove(path)
  }
}

/**
 * Takes a lock that stands for a file, in a file beside it: so all who can change the file meet there, whoever they are and whatever
 * their environment names. It is SQLite's own on an empty database, so the system drops it when the process dies, however it
 * dies; an empty file is then left for the next who locks. What it gives lets go and removes the file. Null where somebody else had
 * it for `waitMs`.
 * @throws ProvostError `connection.file-permission` where no file can be made beside it
 */
export const holdLockBeside = async (file: string, waitMs: number, signal?: AbortSignal): Promise<(() => void) | null> => {
  const path = `${file}.provost-lock`
  const end = performance.now() + waitMs
  const passesBy = performance.now() + passingMs
  for (;;) {
    let fault: unknown = null
    try {
      const letGo = tryLock(file, path)
      if (letGo !== null) return letGo
    } catch (error) {
      // Removed in this moment (SQLite then looks in vain for the file of its journal), or made by another user and not open to us yet.
      if (!/^(SQLITE_BUSY|SQLITE_CANTOPEN|SQLITE_IOERR_FSTAT|SQLITE_READONLY_DBMOVED|ENOENT$|EACCES$)/.test(codeOf(error)))
        throw error instanceof ProvostError ? error : noRoom(path, error)
      fault = error
    }
    const isHeld = fault === null || codeOf(fault).startsWith('SQLITE_BUSY')
    if (performance.now() > (isHeld ? end : Math.max(end, passesBy))) {
      if (isHeld) return null
      throw noRoom(path, fault)
    }
    await sleep(betweenTriesMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
    if (signal?.aborted === true) return null
  }
}
