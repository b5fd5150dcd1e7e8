import { closeSync, existsSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'

/**
 * Runs `work` while this process alone holds the lock file. The lock is SQLite's own on an empty database,
 * so the system drops it when the process dies, however it dies, and no stale file is ever left to guess about.
 * `work` is synchronous: a second holder in this process would wait for itself.
 * Throws SQLite's `SQLITE_BUSY` after `waitMs`.
 */
export function whileLocked<Value>(path: string, work: () => Value, waitMs = 10_000): Value {
  if (!existsSync(path)) makeClosedFile(path)
  const lock = new Database(path, { timeout: waitMs })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return work()
  } finally {
    lock.close()
  }
}

/**
 * Takes the same lock for work that is not done at once: tries until `waitMs` have passed, and what it gives lets go.
 * @throws SQLite's `SQLITE_BUSY` where somebody else held it all that time
 */
export async function holdLock(path: string, waitMs = 10_000): Promise<() => void> {
  if (!existsSync(path)) makeClosedFile(path)
  const lock = new Database(path, { timeout: 0 })
  const end = performance.now() + waitMs
  for (;;) {
    try {
      lock.exec('BEGIN EXCLUSIVE')
      return () => lock.close()
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
      if (!busy || performance.now() > end) {
        lock.close()
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Makes an empty file that only we can read. An existing one is left as it is: opening and closing it would drop SQLite's locks. */
export function makeClosedFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
