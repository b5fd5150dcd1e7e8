import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The package's `resources/`. Sources lie four folders below its root and built files two, and a packaged program elsewhere
 * again, so the root is looked for upwards from this file.
 */
const find = (): string => {
  let directory = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const candidate = join(directory, 'resources')
    if (existsSync(join(candidate, 'blueprints'))) return candidate
    const parent = dirname(directory)
    if (parent === directory) throw new Error('The folder resources/blueprints is missing from this installation of Provost.')
    directory = parent
  }
}

let found: string | null = null

/** Where the blueprints, the demo's words and other data that ship with Provost lie. */
export const resourcesDirectory = (): string => {
  found ??= find()
  return found
}
