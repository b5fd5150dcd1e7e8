import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A child console of a fault test, as it is seen from outside: its lines, its end, and a kill that cannot be refused. */
export interface RunningChild {
  readonly process: ChildProcess
  /** Lines of stdout so far. */
  readonly lines: readonly string[]
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }>
  line(wanted: RegExp): Promise<string>
  kill(): Promise<void>
}

/** Runs `children/<name>` under this Node; `shell` is done before, in the same process. */
export function runChild(
  name: string,
  args: readonly string[] = [],
  options: { environment?: NodeJS.ProcessEnv; shell?: string } = {},
): RunningChild {
  const file = fileURLToPath(new URL(`./${name}`, import.meta.url))
  const command = [process.execPath, file, ...args]
  const [program = '', ...rest] = options.shell ? ['sh', '-c', `${options.shell}; exec "$@"`, 'sh', ...command] : command
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.environment ?? process.env,
  })
  const lines: string[] = []
  let errors = ''
  let unfinished = ''
  let wake = (): void => {}
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (unfinished + text).split('\n')
    unfinished = parts.pop() ?? ''
    lines.push(...parts)
    wake()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  let over = false
  const ended = new Promise<Awaited<RunningChild['ended']>>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      over = true
      wake()
      resolve({ code, signal, errors })
    })
  })
  return {
    process: child,
    lines,
    ended,
    async line(wanted) {
      for (;;) {
        const found = lines.find((line) => wanted.test(line))
        if (found !== undefined) return found
        if (over) throw new Error(`The child ended without saying ${wanted}: ${errors}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
