import { type ChildProcess, spawn } from 'node:child_process'

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null
  readonly signal: string | null
}

export interface ProgramOptions {
  /** The whole environment it gets. */
  readonly environment: NodeJS.ProcessEnv
  /** Where it runs; left out, where this process does. */
  readonly directory?: string
  readonly onOutput?: (text: string) => void
  readonly onWords?: (text: string) => void
}

/** A program of the system that works for as long as Provost needs it. */
export interface Program {
  readonly pid: number | undefined
  /** Settles when it has ended and all of its words were read. */
  readonly ended: Promise<ProgramEnd>
  /** Ends it at once, with every process it started. */
  end(): void
}

/**
 * Runs "$@" and ends the whole process group as soon as standard input ends, which it does when whoever started this is gone,
 * by SIGKILL too. The program itself sees an empty standard input.
 */
const guard = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & program=$!',
  '( read -r _ <&3; kill -s KILL -- -$$ ) </dev/null >/dev/null 2>&1 & watch=$!',
  'exec 3<&-',
  'wait "$program"; code=$?',
  'kill "$watch" 2>/dev/null',
  'exit "$code"',
].join('\n')

const living = new Set<Program>()
const endAll = (): void => {
  for (const program of living) program.end()
}

const start = (path: string, args: readonly string[], { environment, directory }: ProgramOptions): ChildProcess => {
  const place = directory === undefined ? {} : { cwd: directory }
  const options = { env: environment, stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'], windowsHide: true, ...place }
  if (process.platform === 'win32') return spawn(path, args, options)
  // A group of its own: Ctrl-C in the terminal is ours to hear, and nothing it starts outlives it.
  return spawn('/bin/sh', ['-c', guard, 'sh', path, ...args], { ...options, detached: true })
}

/**
 * Starts a program by its path, its arguments as they are and no shell reading them. It does not keep this process alive, and
 * ends with it: on Windows only where this process ends in order.
 */
export function startProgram(path: string, args: readonly string[], options: ProgramOptions): Program {
  const child = start(path, args, options)
  child.unref()
  for (const [stream, listener] of [
    [child.stdout, options.onOutput],
    [child.stderr, options.onWords],
  ] as const) {
    if (stream === null) continue
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
    stream.setEncoding('utf8').on('data', (text: string) => listener?.(text))
  }
  // Written to by nobody; it only has to end when we do.
  child.stdin?.on('error', () => {})
  if (child.stdin !== null && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()

  const { promise: ended, resolve } = Promise.withResolvers<ProgramEnd>()
  const program: Program = {
    pid: child.pid,
    ended,
    end() {
      if (child.pid === undefined) return
      try {
        if (process.platform === 'win32') child.kill('SIGKILL')
        else process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    },
  }
  if (living.size === 0) process.on('exit', endAll)
  living.add(program)
  const settle = (end: ProgramEnd): void => {
    living.delete(program)
    if (living.size === 0) process.off('exit', endAll)
    resolve(end)
  }
  child.once('error', (error) => {
    options.onWords?.(error.message)
    if (child.pid === undefined) settle({ code: null, signal: null })
  })
  child.once('close', (code, signal) => settle({ code, signal }))
  return program
}
