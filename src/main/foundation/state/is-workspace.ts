import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Whether there is a workspace in the folder. Looks only, makes nothing. */
export const isWorkspace = (directory: string): boolean => existsSync(join(directory, 'state.db'))
