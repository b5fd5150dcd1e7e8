import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import { syncDirectory } from '../../../foundation/state/index.ts'

/** In every folder of campuses that Provost made: only such a one is ever replaced. */
const marker = 'made-by-provost-demo'
const unfinished = /^\.demo-(\d+)$/

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The folder a demo is written into, inside the workspace so that moving it into place is one step. */
export const openDraft = (workspace: string): string => {
  for (const name of readdirSync(workspace)) {
    const pid = Number(unfinished.exec(name)?.[1] ?? process.pid)
    if (unfinished.test(name) && !isRunning(pid)) rmSync(join(workspace, name), { recursive: true, force: true })
  }
  const draft = join(workspace, `.demo-${process.pid}`)
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(join(draft, marker), 'The databases of the demo campus. They may be deleted with their workspace.\n', { mode: 0o600 })
  return draft
}

export const campusesFolder = (workspace: string): string => join(workspace, 'campuses')

/** @throws ProvostError `workspace.not-demo` where the place is taken by something that is not ours */
export const refuseForeignCampuses = (workspace: string): void => {
  const folder = campusesFolder(workspace)
  if (!existsSync(folder) || existsSync(join(folder, marker))) return
  throw new ProvostError('workspace.not-demo', 'The workspace has a folder "campuses" that Provost did not make.', {
    detail: folder,
    remedy: ['Name an empty folder with --workspace DIR.'],
  })
}

/** Moves the finished draft into place. What a creation that was cut short left there is ours, unknown to any registry, and replaced. */
export const placeDraft = (workspace: string, draft: string): void => {
  refuseForeignCampuses(workspace)
  const folder = campusesFolder(workspace)
  rmSync(folder, { recursive: true, force: true })
  renameSync(draft, folder)
  syncDirectory(workspace)
}
