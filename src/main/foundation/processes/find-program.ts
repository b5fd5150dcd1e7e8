import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Not there, or not ours to run: the next folder may have it.
    return false
  }
}

/** Where the system would find a program; null where there is none of that name. A path is taken as it is. */
export function findProgram(name: string, environment: NodeJS.ProcessEnv = process.env): string | null {
  const endings = process.platform === 'win32' ? ['.exe', '.com', ''] : ['']
  const folders = isAbsolute(name)
    ? ['']
    : (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter((path) => path !== '')
  for (const folder of folders) {
    for (const ending of endings) {
      const path = folder === '' ? name + ending : join(folder, name + ending)
      if (isProgram(path)) return path
    }
  }
  return null
}
