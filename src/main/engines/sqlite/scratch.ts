import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { ProvostError } from '#contract/errors.ts'
import type { StartChild } from '../../foundation/processes/index.ts'
import type { EngineConfig, OpenOptions } from '../engine.ts'
import { quoteText } from '../schema-model/index.ts'
import { isAbandoned, scratchName } from '../scratch-name.ts'
import { megabytes } from '../scratch-work.ts'
import { openSqliteSchemaSession } from './schema-session.ts'

type FileConfig = Extract<EngineConfig, { engine: 'sqlite' }>

interface FileScratch {
  readonly config: FileConfig
  readonly holds: 'nothing' | 'schema and rows'
  readonly shortfall: null
  drop(): Promise<void>
}

type FileScratchOptions = OpenOptions & { readonly startChild: StartChild; readonly signal?: AbortSignal; readonly clock?: () => Date }

/** Removes the scratch files that consoles which are gone left behind. */
export const sweepScratchFiles = async (now: Date): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    // Another user's folder stays for that user.
    if (isAbandoned(name, now)) await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
  }
}

/** A file of no bytes is no database to Provost: making a table and dropping it leaves one without tables. */
const makeEmpty = (path: string): void => {
  const database = new BetterSqlite3(path)
  try {
    database.exec('create table made (a); drop table made')
  } finally {
    database.close()
  }
}

const checkRoom = async (path: string, folder: string): Promise<void> => {
  const [{ size }, { bavail, bsize }] = await Promise.all([stat(path), statfs(folder)])
  if (size < bavail * bsize) return
  throw new ProvostError('migration.scratch-refused', `There is no room for a copy of ${path}.`, {
    detail: `The file takes ${megabytes(size)}; ${folder} has ${megabytes(bavail * bsize)} left.`,
    remedy: ['Free space there, or let TMPDIR name a folder on a larger disk.'],
  })
}

/** A scratch file in a folder that only this user can enter. A copy is one moment of the source, whoever writes to it. */
export const makeSqliteScratch = async (config: FileConfig, options: FileScratchOptions, from: 'empty' | 'clone'): Promise<FileScratch> => {
  const folder = join(tmpdir(), scratchName(options.clock?.() ?? new Date()))
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    throw new ProvostError('migration.scratch-refused', `No scratch file can be made in ${tmpdir()}.`, {
      detail: String(error),
      remedy: ['Let TMPDIR name a folder that this user may write in.'],
      cause: error,
    })
  })
  const path = join(folder, 'scratch.db')
  const drop = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    if (from === 'empty') makeEmpty(path)
    else {
      await checkRoom(config.path, folder)
      const session = await openSqliteSchemaSession(config, { ...options, readWrite: false }, options.startChild)
      try {
        // The source is open for reading only; this would keep the copy from being written as well.
        await session.command('pragma query_only = off')
        await session.command(`vacuum into ${quoteText(path)}`, options.signal === undefined ? {} : { signal: options.signal })
      } finally {
        await session.end()
      }
    }
    return { config: { engine: 'sqlite', path }, holds: from === 'empty' ? 'nothing' : 'schema and rows', shortfall: null, drop }
  } catch (error) {
    await drop()
    throw error
  }
}
