import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../../scripts/lib/root.ts'

/** The built command line. */
export const program = join(root, 'out/main/cli.js')

/** What every process of these tests runs with: no keychain is asked, no workspace of the person who runs them is touched. */
export const environment: NodeJS.ProcessEnv = { ...process.env, PROVOST_VAULT: 'memory', PROVOST_WORKSPACE: '' }

/** Runs the built command line on a workspace and gives what it wrote to stdout. */
export const provost = async (workspace: string, ...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [program, ...args, '--workspace', workspace], { env: environment })).stdout
