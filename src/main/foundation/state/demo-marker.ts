import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openState } from './open-state.ts'

/** Makes the folder a workspace of the demo campus. Refused where it is already in use. */
export function createDemoMarker(directory: string): void {
  const state = openState(directory)
  try {
    state.markDemo()
  } finally {
    state.close()
  }
}

/** Whether there is a workspace in the folder at all. Looks only, makes nothing. */
export const isWorkspace = (directory: string): boolean => existsSync(join(directory, 'state.db'))

/** Whether the folder holds a workspace of the demo campus. */
export function isDemoWorkspace(directory: string): boolean {
  if (!isWorkspace(directory)) return false
  const state = openState(directory, { create: false })
  try {
    return state.demo
  } finally {
    state.close()
  }
}
