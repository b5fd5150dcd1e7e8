import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from './child-environment.ts'

/** How a child ended. `words` is the end of what it wrote to stderr, empty where it wrote nothing. */
export interface ChildExit {
  readonly code: number | null
  readonly signal: string | null
  readonly words: string
}

/** A child process as Provost needs it: messages both ways, and an end that cannot be refused. */
export interface ChildHandle {
  readonly pid: number | undefined
  send(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): void
  /** Told once, also where the child could not be started at all. */
  on(event: 'exit', listener: (exit: ChildExit) => void): void
  /** SIGKILL: a child that hangs in native code hears nothing softer. */
  kill(): void
}

/** A port that the host lends: starts a module as a Node child. */
export type StartChild = (module: URL, options?: { readonly execArgv?: readonly string[] }) => ChildHandle

const keptWords = 4000

/**
 * The plain way to start a child: `fork`, with nothing of our environment but a short list of names.
 * The child does not keep this process alive; whoever waits for an answer does (`RequestChild` while a request is open).
 */
export const startNodeChild: StartChild = (module, options = {}) => {
  const child = fork(fileURLToPath(module), [], {
    serialization: 'advanced',
    execArgv: [...(options.execArgv ?? [])],
    env: childEnvironment(process.env, process.versions['electron'] !== undefined),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return new NodeChild(child)
}

class NodeChild implements ChildHandle {
  readonly #child: ChildProcess
  #words = ''

  constructor(child: ChildProcess) {
    this.#child = child
    const { stderr } = child
    if (stderr !== null) {
      if ('unref' in stderr && typeof stderr.unref === 'function') stderr.unref()
      stderr.setEncoding('utf8').on('data', (text: string) => {
        this.#words = (this.#words + text).slice(-keptWords)
      })
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  send(message: unknown): void {
    // A child that is gone cannot be written to; its exit is what tells, so the write's own failure says nothing new.
    if (this.#child.connected) this.#child.send(message as object, () => {})
  }

  on(event: 'message', listener: (message: unknown) => void): void
  on(event: 'exit', listener: (exit: ChildExit) => void): void
  on(event: 'message' | 'exit', listener: ((message: unknown) => void) | ((exit: ChildExit) => void)): void {
    if (event === 'message') this.#child.on('message', listener as (message: unknown) => void)
    else this.#onExit(listener as (exit: ChildExit) => void)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #onExit(listener: (exit: ChildExit) => void): void {
    let told = false
    const tell = (exit: ChildExit): void => {
      if (told) return
      told = true
      listener(exit)
    }
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) tell({ code: null, signal: null, words: error.message })
    })
    // `close` and not `exit`: by then all of stderr has been read.
    this.#child.on('close', (code, signal) => tell({ code, signal, words: this.#words.trim() }))
  }
}
