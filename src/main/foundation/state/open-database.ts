import { existsSync, statSync } from 'node:fs'
import type BetterSqlite3 from 'better-sqlite3'
import Database from 'better-sqlite3'
import { migrate, refuseForeign } from './migrate.ts'

/** Reading every page is quick up to here (about 0.1 s); beyond, damage is found when the damaged page is touched. */
const checkedBytes = 64 * 1024 * 1024

/** A damaged file, in SQLite's words. */
export class Damage extends Error {}

/** Opens state.db, ready for use. Throws SQLite's error, or `Damage` where the check of its pages finds some. */
export function openDatabase(path: string): BetterSqlite3.Database {
  inspect(path)
  const database = new Database(path, { timeout: 5000 })
  try {
    refuseForeign(database, path)
    database.pragma('journal_mode = WAL')
    // FULL, not NORMAL: an audit line that was acknowledged survives a power cut.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Looks at a file read-only before it is opened for use, so that a damaged or foreign one keeps every byte:
 * the last one to close a writable handle would write the log into it. A half-made file has to be rolled back first
 * and goes through without a look.
 */
function inspect(path: string): void {
  const { size } = statSync(path)
  if (size === 0 || existsSync(`${path}-journal`)) return
  const database = new Database(path, { readonly: true, timeout: 5000 })
  try {
    refuseForeign(database, path)
    if (size <= checkedBytes) check(database)
  } finally {
    database.close()
  }
}

function check(database: BetterSqlite3.Database): void {
  const words = database.pragma('quick_check(3)') as { quick_check: string }[]
  const found = words.map((row) => row.quick_check).filter((word) => word !== 'ok')
  if (found.length > 0) throw new Damage(found.join('; '))
}
