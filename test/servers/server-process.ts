import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { promisify } from 'node:util'

export const run = promisify(execFile)

const isRoot = process.getuid?.() === 0
const setpriv = '/usr/bin/setpriv'

/**
 * The command line that runs a server's program: as an ordinary user where we are root (PostgreSQL refuses root), and
 * told by the kernel to end when we do, even by SIGKILL, where the system can do that (Linux).
 */
export const asServerUser = (
  user: string,
  program: string,
  args: readonly string[],
  deathSignal?: 'INT' | 'QUIT' | 'KILL',
): [string, string[]] => {
  if (!existsSync(setpriv)) {
    if (isRoot) throw new Error(`To run ${program} as ${user}, install util-linux (setpriv), or run the tests as an ordinary user`)
    return [program, [...args]]
  }
  const identity = isRoot ? [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : []
  const death = deathSignal === undefined ? [] : [`--pdeathsig=${deathSignal}`]
  return identity.length + death.length === 0 ? [program, [...args]] : [setpriv, [...identity, ...death, program, ...args]]
}

/** Gives a folder and what is in it to the user that the server runs as. */
export const giveTo = async (user: string, path: string): Promise<void> => {
  if (isRoot) await run('chown', ['-R', `${user}:`, path])
}

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** Below the ports that a system gives to clients as they come, so that a server which is started again finds its own still free. */
const [lowestPort, highestPort] = [12_000, 32_000]

/** A port of this machine on which nobody listens. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort))
    if (await canListen(port)) return port
  }
}

/** A server's foreground process with what it wrote, ended with this process whatever happens. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  #output = ''

  constructor(command: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment })
    this.#child = child
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const endWithUs = (): void => {
      child.kill('SIGKILL')
    }
    process.once('exit', endWithUs)
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#output += String(error)
        resolve()
      })
      child.once('exit', () => {
        process.removeListener('exit', endWithUs)
        resolve()
      })
    })
  }

  get output(): string {
    return this.#output
  }
  get pid(): number | undefined {
    return this.#child.pid
  }
  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.running) this.#child.kill(signal)
    await this.#ended
  }

  /** Sends a signal to the process and all its descendants. */
  async signalAll(signal: NodeJS.Signals): Promise<void> {
    for (const pid of await this.#family()) {
      try {
        process.kill(pid, signal)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
    }
  }

  async #family(): Promise<number[]> {
    if (this.#child.pid === undefined) return []
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
    const pairs = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
    const family = [this.#child.pid]
    for (const parent of family) {
      for (const [pid, ppid] of pairs) if (ppid === parent && pid !== undefined) family.push(pid)
    }
    return family
  }
}

/** Calls `attempt` until it succeeds; gives up when the server has ended or after `seconds`. */
export const untilReady = async (title: string, server: ServerProcess, attempt: () => Promise<void>, seconds = 30): Promise<void> => {
  const end = Date.now() + seconds * 1000
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (!server.running || Date.now() > end) throw new Error(`${title} did not start: ${String(error)}\n${server.output}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
