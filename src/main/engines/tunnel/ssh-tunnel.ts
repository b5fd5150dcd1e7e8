import { createServer } from 'node:net'
import { ProvostError } from '#contract/errors.ts'
import { childEnvironment, findProgram, type Program, startProgram } from '../../foundation/processes/index.ts'
import { sshArguments } from './ssh-arguments.ts'
import { farProblem, sshMissing, sshProblem, sshTimeout } from './ssh-problem.ts'
import type { SshTarget } from './ssh-target.ts'
import { SshWords } from './ssh-words.ts'

/** What ssh needs besides the short list every child gets: where the agent and tickets are. */
const sshVariables = ['SSH_AUTH_SOCK', 'SSH_AGENT_PID', 'SSH_SK_PROVIDER', 'KRB5CCNAME']

const sshEnvironment = (): NodeJS.ProcessEnv => ({
  ...childEnvironment(process.env, false),
  ...Object.fromEntries(sshVariables.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
  // Its words are read.
  LC_ALL: 'C',
})

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port'))))
    })
  })

export interface TunnelPlace {
  readonly target: SshTarget
  /** The database, as the SSH server sees it. */
  readonly host: string
  readonly port: number
}

/** One running ssh with one forwarding that stands. */
export class SshTunnel {
  readonly localPort: number
  /** From starting ssh to the standing tunnel. */
  readonly ms: number
  readonly ended: Promise<void>
  readonly #place: TunnelPlace
  readonly #program: Program
  readonly #words: SshWords
  #alive = true

  private constructor(place: TunnelPlace, localPort: number, started: { program: Program; words: SshWords; ms: number }) {
    this.#place = place
    this.localPort = localPort
    this.ms = started.ms
    this.#program = started.program
    this.#words = started.words
    this.ended = started.program.ended.then(() => {
      this.#alive = false
    })
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Starts ssh and waits until the forwarding stands, told by ssh itself: whoever else took the port is never spoken to. */
  static async start(place: TunnelPlace, deadlineMs: number): Promise<SshTunnel> {
    const path = findProgram('ssh')
    if (path === null) throw sshMissing()
    for (let attempt = 1; ; attempt++) {
      const localPort = await freePort()
      const words = new SshWords()
      try {
        return await SshTunnel.#once(place, { path, localPort, words, deadlineMs })
      } catch (error) {
        // Somebody else was given the port between our asking and ssh's taking it.
        if (attempt === 3 || !words.said.some((line) => /^bind .*Address already in use/.test(line))) throw error
      }
    }
  }

  static async #once(
    place: TunnelPlace,
    { path, localPort, words, deadlineMs }: { path: string; localPort: number; words: SshWords; deadlineMs: number },
  ): Promise<SshTunnel> {
    const began = performance.now()
    const { promise: stands, resolve } = Promise.withResolvers<'stands'>()
    const program = startProgram(
      path,
      sshArguments(place.target, { localPort, host: place.host, port: place.port }, Math.max(1, Math.ceil(deadlineMs / 1000))),
      {
        environment: sshEnvironment(),
        onWords: (text) => {
          words.add(text)
          if (words.stands) resolve('stands')
        },
      },
    )
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), deadlineMs)
    })
    const outcome = await Promise.race([stands, program.ended.then(() => 'ended' as const), late])
    clearTimeout(timer)
    if (outcome === 'stands') return new SshTunnel(place, localPort, { program, words, ms: performance.now() - began })
    program.end()
    const far = `${place.host}:${place.port}`
    throw outcome === 'late'
      ? sshTimeout({ target: place.target, far }, deadlineMs, words.said)
      : sshProblem({ target: place.target, far }, words)
  }

  /** What the SSH server showed and how the login was made, in one sentence. */
  get evidence(): string {
    const key = this.#words.hostKey === null ? '' : `; host key ${this.#words.hostKey}`
    return `Logged in to ${this.#place.target.words} by ${this.#words.method ?? 'an open session'}${key}.`
  }

  /** How much ssh has said so far: what comes later is news. */
  get said(): number {
    return this.#words.count
  }

  /**
   * A failure at the tunnel's near end in the words of its far end, where ssh has said any since `from`.
   * They may arrive a moment after the socket was closed.
   */
  async explain(error: unknown, from: number): Promise<unknown> {
    if (!(error instanceof ProvostError) || !/^connection\.(reset|refused|timeout|wrong-service)$/.test(error.code)) return error
    const place = { target: this.#place.target, far: `${this.#place.host}:${this.#place.port}` }
    for (let waited = 0; waited <= 200; waited += 20) {
      const problem = farProblem(place, this.#words.since(from))
      if (problem !== null) return problem
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (!this.#alive) return sshProblem(place, this.#words)
    }
    return error
  }

  end(): void {
    this.#program.end()
  }
}
