import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { test as base } from '@playwright/test'
import { root } from '../../scripts/lib/root.ts'

const program = join(root, 'out/main/cli.js')
const environment = { ...process.env, PROVOST_VAULT: 'memory' }

/** Runs the built command line and gives what it wrote to stdout. */
const provost = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [program, ...args], { env: environment })).stdout

/** The demo campus, served to the browser by a process of its own. */
export interface ServedConsole {
  readonly workspace: string
  /** An address that opens the console once. */
  newUrl(): Promise<string>
  /** Ends the server as Ctrl-C does; gives its exit status. */
  stop(): Promise<number | null>
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error('the server has no output'))
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })

/** Serves a workspace; several may serve one. */
export const serve = async (workspace: string): Promise<ServedConsole> => {
  const child = spawn(process.execPath, [program, 'serve', '--no-open', '--json', '--workspace', workspace], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  await firstLine(child)
  return {
    workspace,
    newUrl: async () => JSON.parse(await provost('serve', 'url', '--json', '--workspace', workspace)).url,
    stop: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

/** Tests with the demo campus being served. All share the server, so a test that ends one starts its own. */
export const test = base.extend<object, { served: ServedConsole }>({
  served: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from this pattern.
    async ({}, use) => {
      const workspace = mkdtempSync(join(tmpdir(), 'provost-e2e-'))
      await provost('demo', 'create', '--workspace', workspace)
      const served = await serve(workspace)
      await use(served)
      await served.stop()
      rmSync(workspace, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})
