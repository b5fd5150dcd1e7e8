import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { environment, program, provost } from './provost.ts'

export interface ServeOptions {
  readonly port?: number
  /** Who acts; none: the workspace's owner. */
  readonly operator?: string
  /** Besides what every process of these tests runs with: another vault. */
  readonly more?: NodeJS.ProcessEnv
}

/** A console served to the browser by a process of its own. */
export interface ServedConsole {
  readonly workspace: string
  /** The first address; it opens the console once. */
  readonly url: string
  readonly origin: string
  readonly port: number
  /** Another address that opens it once. */
  newUrl(): Promise<string>
  /** Ends it as Ctrl-C does; gives its exit status. */
  stop(): Promise<number | null>
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error('the server has no output'))
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })

/** Starts the console on a workspace and waits until it can be opened. */
export const serve = async (workspace: string, { port = 0, operator, more = {} }: ServeOptions = {}): Promise<ServedConsole> => {
  const as = operator === undefined ? [] : ['--as', operator]
  const args = [program, 'serve', '--no-open', '--json', '--port', String(port), '--workspace', workspace, ...as]
  const child = spawn(process.execPath, args, { env: { ...environment, ...more }, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const { url } = JSON.parse(await firstLine(child)) as { url: string }
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    workspace,
    url,
    origin: new URL(url).origin,
    port: Number(new URL(url).port),
    newUrl: async () => JSON.parse(await provost(workspace, 'serve', 'url', '--json')).url,
    stop: () => end('SIGINT'),
    kill: async () => {
      await end('SIGKILL')
    },
  }
}
