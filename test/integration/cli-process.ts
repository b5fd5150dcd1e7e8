import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface CommandResult {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
  /** stdout as the one JSON document it has to be. */
  json<Shape>(): Shape
}

export interface CommandOptions {
  readonly environment?: NodeJS.ProcessEnv
  readonly stdin?: string
  /** A program and its arguments that runs the command: as another user, or in another network, than ours. */
  readonly through?: readonly string[]
  /** Called once the process runs, for tests that interrupt it. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void, pid: number) => void
}

/** Each command is a process; what one compiled the next need not. */
const compileCache = join(tmpdir(), `provost-test-compile-cache-${process.getuid?.() ?? 0}`)

/** What ships: the run's setup has built it from the sources as they are. */
export const builtCli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))

const isRoot = process.getuid?.() === 0

/** Runs a command as an ordinary user, whom files can be kept from. */
export const ordinary: readonly string[] = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
/** Runs a command in a network of its own that leads nowhere. */
export const apart: readonly string[] = isRoot ? ['unshare', '--net'] : ['unshare', '--user', '--map-root-user', '--net']

/** Runs the command line as a process of its own on a workspace, with the vault in memory unless told otherwise. */
export const provost = (workspace: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const environment = {
      ...process.env,
      NODE_COMPILE_CACHE: compileCache,
      PROVOST_VAULT: 'memory',
      PROVOST_WORKSPACE: workspace,
      ...options.environment,
    }
    const [program = '', ...rest] = [...(options.through ?? []), process.execPath, builtCli, ...args]
    const child = spawn(program, rest, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (exit) => resolve({ exit, stdout, stderr, json: <Shape>() => JSON.parse(stdout) as Shape }))
    child.stdin.end(options.stdin ?? '')
    options.onStart?.((signal) => child.kill(signal), child.pid ?? 0)
  })
