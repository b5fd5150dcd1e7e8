import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { processLives } from '../../foundation/processes/index.ts'
import { makeFolder } from '../../foundation/state/index.ts'

/**
 * How the command line finds a server that runs on a workspace: one file per server, readable by its owner only, holding
 * the secret that asks it for a new address. Who can read it can read the workspace anyway.
 */
const controlFile = z.object({ port: z.int(), pid: z.int(), secret: z.string() })
export type ControlFile = z.infer<typeof controlFile>

const folderOf = (directory: string): string => join(directory, 'serving')

/** Writes the file of a server; the function returned removes it. */
export function announceServer(directory: string, control: ControlFile): () => void {
  const folder = folderOf(directory)
  makeFolder(folder, 0o700)
  const path = join(folder, `${control.port}.json`)
  writeFileSync(path, JSON.stringify(control), { mode: 0o600 })
  // A file left there by a server that was killed keeps its own mode.
  chmodSync(path, 0o600)
  return () => rmSync(path, { force: true })
}

const readControl = (path: string): ControlFile | null => {
  try {
    return controlFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Being written this moment, or removed: such a server cannot be asked, which is what null says.
    return null
  }
}

/** The servers that run on a workspace, the one started last first. Files of servers that are gone are removed. */
export function announcedServers(directory: string): ControlFile[] {
  const folder = folderOf(directory)
  const names = (() => {
    try {
      return readdirSync(folder).filter((name) => name.endsWith('.json'))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  })()
  const found = names.flatMap((name) => {
    const path = join(folder, name)
    const control = readControl(path)
    if (control === null) return []
    if (processLives(control.pid)) return [{ control, startedAt: statSync(path).mtimeMs }]
    rmSync(path, { force: true })
    return []
  })
  return found.toSorted((one, other) => other.startedAt - one.startedAt).map(({ control }) => control)
}
