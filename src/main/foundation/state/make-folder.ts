import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/**
 * Makes a folder, with those above it that are missing, each by itself. Node's own way of doing that never ends where a folder that exists
 * says of what is to be made in it that there is no such place, as /proc does; a path comes from a person, who may write anything.
 * @throws the system's error: ENOENT, EACCES, ENOTDIR, EEXIST for a file…
 */
export const makeFolder = (path: string, mode = 0o777): void => {
  const whole = resolve(path)
  if (isFolder(whole)) return
  const above = dirname(whole)
  if (above !== whole) makeFolder(above, mode)
  try {
    mkdirSync(whole, { mode })
  } catch (error) {
    // Somebody else made it in this moment.
    if (!isFolder(whole)) throw error
  }
}
