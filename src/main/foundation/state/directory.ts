import { chmodSync, readdirSync, statSync } from 'node:fs'
import { type Problem, ProvostError } from '#contract/errors.ts'
import { isGone } from './is-gone.ts'
import { makeFolder } from './make-folder.ts'
import { inWorkspace } from './problems.ts'

/** Others may look into the folder, and it is not ours to close. */
const exposed = (directory: string, mode: number): Problem =>
  new ProvostError('workspace.exposed', `Other users of this machine can look into the workspace ${directory}.`, {
    detail: `Its permissions are ${(mode & 0o777).toString(8)} and were not changed to 700.`,
    remedy: ['Name a folder of its own with --workspace DIR.', `Or close this one, as its owner: chmod 700 '${directory}'`],
  }).toJSON()

/** Makes the workspace's folder, or takes an existing one and closes it to others. Gives what the person should be told. */
export function prepareDirectory(directory: string, create: boolean): Problem[] {
  return inWorkspace(directory, () => {
    const known = statSync(directory, { throwIfNoEntry: false })
    if (known && !known.isDirectory()) {
      throw new ProvostError('workspace.unusable', `The workspace ${directory} is a file, not a folder.`, {
        remedy: ['Name a folder with --workspace DIR.'],
      })
    }
    if (!known) {
      if (!create) throw absent(directory)
      makeFolder(directory, 0o700)
    }
    return tighten(directory)
  })
}

/** Whether the folder is Provost's to close: one with other things in it (`--workspace /tmp`) is not. */
const isOurs = (directory: string): boolean => {
  const names = readdirSync(directory)
  return names.length === 0 || names.includes('state.db') || names.includes('workspace.json')
}

/** The error where a workspace was to be opened and there is none. */
export const absent = (directory: string): ProvostError =>
  new ProvostError('workspace.unusable', `There is no workspace in ${directory}.`, {
    remedy: ['Name the folder of a workspace with --workspace DIR.', 'Or start Provost there once, which makes one.'],
  })

function tighten(directory: string): Problem[] {
  // Windows keeps access elsewhere: the user's profile is closed to others there.
  if (process.platform === 'win32') return []
  const openMode = (): number => statSync(directory).mode & 0o077
  if (openMode() === 0) return []
  try {
    // Only taken away: a folder that its owner made read-only stays so.
    if (isOurs(directory)) chmodSync(directory, statSync(directory).mode & 0o700)
  } catch {
    // Not the owner. Told below, by what the folder then looks like.
  }
  return openMode() === 0 ? [] : [exposed(directory, statSync(directory).mode)]
}

/**
 * Closes a file to others where it exists and is ours; in a closed folder nobody reaches it either way.
 * Never opens it: closing a handle of ours would drop SQLite's locks on it.
 */
export function closeToOthers(path: string): void {
  if (process.platform === 'win32') return
  try {
    const { mode, uid } = statSync(path)
    if ((mode & 0o077) !== 0 && uid === process.getuid?.()) chmodSync(path, 0o600)
  } catch (error) {
    // Not there, or gone meanwhile: the last console to close a state removes what SQLite keeps beside it.
    if (!isGone(error)) throw error
  }
}
