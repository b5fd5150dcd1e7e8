import type BetterSqlite3 from 'better-sqlite3'
import { ProvostError } from '#contract/errors.ts'
import { type Migration, migrations } from './migrations/index.ts'

/** `PRVS`: tells a state of ours from any other SQLite file. */
const applicationId = 0x50525653

const numberOf = (database: BetterSqlite3.Database, pragma: string): number => Number(database.pragma(pragma, { simple: true }))

/** Refuses a database that is not ours, or is of a later Provost, before anything is written to it. */
export function refuseForeign(database: BetterSqlite3.Database, path: string, known = migrations): void {
  const version = numberOf(database, 'user_version')
  const newest = known.at(-1)?.version ?? 0
  const hasTables = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' LIMIT 1").get() !== undefined
  if (hasTables && numberOf(database, 'application_id') !== applicationId) {
    throw new ProvostError('workspace.unusable', `The file ${path} is a database of another program.`, {
      remedy: ['Name another folder with --workspace DIR.', 'Or move that file away; it was not touched.'],
    })
  }
  if (version > newest) {
    throw new ProvostError('workspace.state-newer', 'This workspace was last used by a later version of Provost.', {
      detail: `Its state has version ${version}; this Provost knows versions up to ${newest}.`,
      remedy: ['Start the later version of Provost.', 'Or name another workspace with --workspace DIR. This one was not touched.'],
    })
  }
}

/**
 * Brings the schema up to date, each step in its own transaction together with its version number.
 * The version is read again inside the transaction: another console may have taken the step meanwhile.
 */
export function migrate(database: BetterSqlite3.Database, known: readonly Migration[] = migrations): void {
  const step = database.transaction((migration: Migration) => {
    if (numberOf(database, 'user_version') >= migration.version) return
    database.exec(migration.sql)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${migration.version}`)
  })
  for (const migration of known) {
    if (numberOf(database, 'user_version') < migration.version) step.immediate(migration)
  }
}
