import { opendir, realpath } from 'node:fs/promises'
import { join } from 'node:path'

/** Up to 1.9 Alembic took files as the folder gave them, since 1.10 by name; where branches are independent, the plan's order hangs on it. */
export type FileOrder = 'name' | 'folder'

export interface ListedFile {
  readonly path: string
  readonly name: string
}

/** What Alembic takes for a revision: Python files, but no package's own and no editor's. */
const isRevision = (name: string): boolean => name.endsWith('.py') && !name.startsWith('__init__') && !name.startsWith('.#')

/** Folders within folders: a link that leads to a folder above itself would never end. */
const deepest = 20

const list = async (folder: string, order: FileOrder, recursive: boolean, depth: number): Promise<ListedFile[]> => {
  const files: string[] = []
  const folders: string[] = []
  // Not readdir, which sorts by itself: the folder's own order is wanted too.
  for await (const entry of await opendir(folder)) {
    if (entry.isDirectory()) folders.push(entry.name)
    else if (isRevision(entry.name)) files.push(entry.name)
  }
  if (order === 'name') files.sort((one, other) => (one < other ? -1 : 1))
  const found = files.map((name) => ({ path: join(folder, name), name }))
  if (!recursive || depth >= deepest) return found
  for (const name of folders.sort((one, other) => (one < other ? -1 : 1)))
    if (name !== '__pycache__') found.push(...(await list(join(folder, name), order, true, depth + 1)))
  return found
}

/** The revision files of some folders, each once, in the order Alembic loads them. A folder that is not there is told by `missing`. */
export const listRevisionFiles = async (
  locations: readonly string[],
  order: FileOrder,
  recursive: boolean,
): Promise<{ readonly files: readonly ListedFile[]; readonly missing: readonly string[] }> => {
  const seen = new Set<string>()
  const files: ListedFile[] = []
  const missing: string[] = []
  for (const location of locations) {
    const found = await list(location, order, recursive, 0).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error)) throw error
      missing.push(`${location}: ${error.message}`)
      return []
    })
    for (const file of found) {
      const real = await realpath(file.path).catch(() => file.path)
      if (seen.has(real)) continue
      seen.add(real)
      files.push(file)
    }
  }
  return { files, missing }
}
