import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './server-process.ts'

// Unix socket paths end at 107 bytes, so names are short.
const prefix = 'pv-'

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Removes the folders of test runs that were killed before they could tidy up. */
const sweep = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    const pid = /^pv-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !alive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/** A new folder that the server's user can reach. */
export const makeServerFolder = async (): Promise<string> => {
  await sweep()
  const path = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  await chmod(path, 0o755)
  return path
}

/**
 * Copies a kept, freshly made data folder to `target`; makes it first where there is none yet. Made under another name
 * and renamed, so that two test runs starting together never see half of one.
 */
export const copyTemplate = async (name: string, target: string, make: (path: string) => Promise<void>): Promise<void> => {
  const kept = join(tmpdir(), `${prefix}templates-${process.getuid?.() ?? 'user'}`)
  const template = join(kept, name)
  if (!existsSync(template)) {
    await mkdir(kept, { recursive: true, mode: 0o755 })
    const building = await mkdtemp(join(kept, 'new-'))
    await chmod(building, 0o755)
    const data = join(building, 'data')
    await make(data)
    try {
      await rename(data, template)
    } catch (error) {
      if (!existsSync(template)) throw error
    }
    await rm(building, { recursive: true, force: true })
  }
  await run('cp', ['-a', template, target])
}
