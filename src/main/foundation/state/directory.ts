import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { type Problem, ProvostError } from '#contract/errors.ts'
import { inWorkspace } from './problems.ts'

/** Others may look into the folder, and the system would not let us close it. */
const exposed = (directory: string, mode: number): Problem =>
  new ProvostError('workspace.exposed', `Other users of this machine can look into the workspace ${directory}.`, {
    detail: `Its permissions are ${(mode & 0o777).toString(8)} and could not be changed to 700.`,
    remedy: ['Make the user that runs Provost the owner of the folder.', `Run: chmod 700 '${directory}'`],
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
      mkdirSync(directory, { recursive: true, mode: 0o700 })
    }
    return tighten(directory)
  })
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
    chmodSync(directory, statSync(directory).mode & 0o700)
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
  if (process.platform === 'win32' || !existsSync(path)) return
  const { mode, uid } = statSync(path)
  if ((mode & 0o077) !== 0 && uid === process.getuid?.()) chmodSync(path, 0o600)
}
