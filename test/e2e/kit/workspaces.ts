import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the run's one demo campus lies; set by the run's setup. */
export const demoVariable = 'PROVOST_E2E_DEMO'

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'provost-e2e-'))

/** A demo campus of a file's own. Its connections name the files of the run's campus, which nothing here writes. */
export const demoWorkspace = (): string => {
  const made = process.env[demoVariable]
  if (made === undefined) throw new Error('The run made no demo campus.')
  const folder = newFolder()
  cpSync(made, folder, { recursive: true })
  return folder
}

/** A workspace in which nothing is yet. */
export const emptyWorkspace = newFolder
