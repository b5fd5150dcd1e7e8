import { rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { type Problem, ProvostError } from '#contract/errors.ts'
import { absent, closeToOthers, prepareDirectory } from './directory.ts'
import { makeClosedFile, whileLocked } from './file-lock.ts'
import { forgetWaitingNotices, keepAside, waitingNotices } from './keep-aside.ts'
import { isMarked, mark } from './marker.ts'
import { Notices } from './notices.ts'
import { Damage, openDatabase } from './open-database.ts'
import { inWorkspace, saysDamaged } from './problems.ts'

/** What one workspace remembers: its folder and the database in it. */
export interface State {
  readonly database: BetterSqlite3.Database
  readonly directory: string
  /** A workspace of the demo campus, never to be mistaken for a real one. */
  readonly demo: boolean
  /** What the person must know, until they put it away. */
  readonly notices: readonly Problem[]
  addNotice(problem: Problem): void
  /** Puts away the notices with this title; with a detail, only the one that has it too. */
  dismissNotice(title: string, detail?: string): void
  /** Marks the workspace as the demo's. Refused where it already holds connections or tenants. */
  markDemo(): void
  /** One IMMEDIATE transaction: either all of `work` or nothing, and no other console writes meanwhile. */
  write<Value>(work: () => Value): Value
  /**
   * The same without waiting for the disk, which takes some ms and holds up all else that this process does: for what can be found out
   * again. A power cut may undo it, a crash of Provost does not; what `write` wrote stays as safe as ever.
   */
  writeLightly(work: () => void): void
  close(): void
}

export interface OpenStateOptions {
  /** Makes the folder and the state where there are none (default). */
  readonly create?: boolean
  readonly clock?: () => Date
}

/**
 * Opens a workspace, also while other consoles have it open. A damaged state is kept aside, never overwritten,
 * and this opening then fails with `workspace.state-corrupt`; the next one begins fresh and carries a notice of it.
 */
export function openState(directory: string, options: OpenStateOptions = {}): State {
  const { create = true, clock = () => new Date() } = options
  const folder = resolve(directory)
  const passing = prepareDirectory(folder, create)
  return inWorkspace(folder, () => {
    const database = whileLocked(join(folder, 'workspace.lock'), () => openLocked(folder, create, clock))
    return makeState(database, folder, new Notices(database, clock, passing))
  })
}

function openLocked(folder: string, create: boolean, clock: () => Date): BetterSqlite3.Database {
  const path = join(folder, 'state.db')
  const size = statSync(path, { throwIfNoEntry: false })?.size
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (size === undefined && log === 0 && !isMarked(folder) && !create) throw absent(folder)
  if (!size && log > 0) throw keepAside(path, folder, 'state.db is empty while its write-ahead log is not.', clock())
  if (size === 0 && isMarked(folder)) throw keepAside(path, folder, 'state.db is empty (0 bytes).', clock())
  const missing = size === undefined && isMarked(folder)

  makeClosedFile(path)
  for (const end of ['', '-wal', '-shm']) closeToOthers(path + end)
  const database = openOrKeepAside(path, folder, clock)
  try {
    const notices = new Notices(database, clock, [])
    if (missing) notices.add(wentMissing)
    for (const notice of waitingNotices(folder)) notices.add(notice)
    forgetWaitingNotices(folder)
    if (!isMarked(folder)) mark(folder, clock())
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function openOrKeepAside(path: string, folder: string, clock: () => Date): BetterSqlite3.Database {
  try {
    return openDatabase(path)
  } catch (error) {
    if (!(error instanceof Damage) && !saysDamaged(error)) {
      // A new file that could not be finished (a full disk) must not look like a state that was lost.
      if (!isMarked(folder) && statSync(path).size === 0) rmSync(path, { force: true })
      throw error
    }
    throw keepAside(path, folder, error instanceof Error ? error.message : String(error), clock())
  }
}

const wentMissing: Problem = new ProvostError('workspace.state-corrupt', 'The state of this workspace was missing; this is a fresh one.', {
  remedy: ['Put state.db back from a backup while no Provost runs.', 'Or add the connections again: none of their databases was touched.'],
}).toJSON()

function makeState(database: BetterSqlite3.Database, directory: string, notices: Notices): State {
  const write = <Value>(work: () => Value): Value => inWorkspace(directory, () => database.transaction(work).immediate())
  const isDemo = (): boolean => database.prepare("SELECT 1 FROM meta WHERE key = 'demo'").get() !== undefined
  return {
    database,
    directory,
    get demo() {
      return isDemo()
    },
    get notices() {
      return notices.list()
    },
    addNotice: (problem) => write(() => notices.add(problem)),
    dismissNotice: (title, detail) => write(() => notices.dismiss(title, detail)),
    markDemo: () =>
      write(() => {
        if (isDemo()) return
        const used = database.prepare('SELECT 1 FROM connections UNION ALL SELECT 1 FROM tenants LIMIT 1').get()
        if (used)
          throw new ProvostError('workspace.not-demo', `The workspace ${directory} is in use and does not become a demo.`, {
            remedy: ['Name an empty folder with --workspace DIR.'],
          })
        database.prepare("INSERT INTO meta (key, value) VALUES ('demo', '1')").run()
      }),
    write,
    writeLightly(work) {
      database.pragma('synchronous = NORMAL')
      try {
        write(work)
      } finally {
        database.pragma('synchronous = FULL')
      }
    },
    close: () => database.close(),
  }
}
