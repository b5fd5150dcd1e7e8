import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Problem, ProvostError } from '#contract/errors.ts'
import { isGone } from './is-gone.ts'
import { markerPath } from './marker.ts'
import { syncDirectory, writeWholeFile } from './whole-file.ts'

/** Holds the notice between the start that found the damage and the next one, which has a database to keep it in. */
const noticePath = (directory: string): string => join(directory, 'notices.json')

const stampOf = (now: Date): string => now.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')

function freeName(path: string, now: Date): string {
  const wanted = `${path}.corrupt-${stampOf(now)}`
  const taken = (name: string): boolean => ['', '-wal', '-shm', '-journal'].some((end) => existsSync(name + end))
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`
    if (!taken(name)) return name
  }
}

/**
 * Moves a damaged state.db with its log files to a name of its own and gives the error this start ends with.
 * The notice is written first: a crash between the two moves the file on the next start, and tells of it then.
 */
export function keepAside(path: string, directory: string, words: string, now: Date): ProvostError {
  const kept = freeName(path, now)
  const problem = {
    code: 'workspace.state-corrupt',
    detail: words,
    retryable: false,
  } as const
  const recovery = `What can be read in it comes out with: sqlite3 '${kept}' .recover`
  const notice: Problem = {
    ...problem,
    title: `The state of this workspace was damaged and is kept as ${basename(kept)}; this is a fresh one.`,
    remedy: ['Add the connections again: none of their databases was touched.', recovery],
  }
  writeWholeFile(noticePath(directory), JSON.stringify([...waitingNotices(directory), notice]))
  for (const end of ['-wal', '-shm', '-journal', '']) {
    try {
      renameSync(path + end, kept + end)
    } catch (error) {
      // Not there, or removed meanwhile by the last console that had it open.
      if (!isGone(error)) throw error
    }
  }
  rmSync(markerPath(directory), { force: true })
  syncDirectory(directory)
  return new ProvostError('workspace.state-corrupt', `The state of the workspace ${directory} is damaged and was kept aside.`, {
    detail: words,
    remedy: [`The damaged file is ${kept}.`, 'Start Provost again: it begins with a fresh state.', recovery],
  })
}

/** Notices that wait in the folder for a database to keep them. */
export function waitingNotices(directory: string): Problem[] {
  const path = noticePath(directory)
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  try {
    const known: unknown = JSON.parse(text)
    // Written whole by us; a file that someone else changed is caught below.
    return (Array.isArray(known) ? known : [known]) as Problem[]
  } catch {
    const title = 'A notice about this workspace could not be read.'
    return [new ProvostError('workspace.state-corrupt', title, { detail: text.slice(0, 1000) }).toJSON()]
  }
}

/** Called when the database has them. */
export const forgetWaitingNotices = (directory: string): void => rmSync(noticePath(directory), { force: true })
