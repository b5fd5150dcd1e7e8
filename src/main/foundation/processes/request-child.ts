import { ProvostError } from '#contract/errors.ts'
import { cancelled } from './cancelled.ts'
import { ChildFault, isReply, type Reply } from './messages.ts'
import type { ChildExit, ChildHandle } from './node-child.ts'

export interface RequestOptions {
  /** From asking to answer, waiting in the queue included. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}

interface Waiting {
  readonly message: unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Running {
  readonly id: number
  readonly waiting: Waiting
}

/**
 * A child that answers one request at a time; more wait their turn.
 * A request that is aborted or over its deadline takes the child with it (SIGKILL), since work in native code has no softer end;
 * the next request starts a new one. A request that still waits leaves the queue and harms nobody.
 */
export class RequestChild {
  readonly #start: () => ChildHandle
  readonly #idleMs: number | null
  #idle: NodeJS.Timeout | undefined
  readonly #queue: Waiting[] = []
  #child: ChildHandle | null = null
  #running: Running | null = null
  #ids = 0
  #closed = false

  /** With `idleMs` a child that was not asked anything for so long is ended; the next request starts a new one. */
  constructor(start: () => ChildHandle, options: { readonly idleMs?: number } = {}) {
    this.#start = start
    this.#idleMs = options.idleMs ?? null
  }

  /** Asks the child. Rejects with what the child threw, `child.failed` where it died, `child.deadline`, or `call.cancelled`. */
  request(message: unknown, options: RequestOptions = {}): Promise<unknown> {
    const { signal, deadlineMs } = options
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new ProvostError('child.failed', 'The helper process is closed.'))
      if (signal?.aborted) return reject(cancelled(signal))
      // The child itself does not keep this process alive, so an open request must.
      const alive = setInterval(() => {}, 60_000)
      const timer = deadlineMs === undefined ? undefined : setTimeout(() => this.#abandon(waiting, overDeadline(deadlineMs)), deadlineMs)
      const onAbort = (): void => {
        if (signal) this.#abandon(waiting, cancelled(signal))
      }
      const settle = (act: () => void): void => {
        clearInterval(alive)
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        act()
      }
      const waiting: Waiting = {
        message,
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#queue.push(waiting)
      this.#next()
    })
  }

  /** Ends the child; open and waiting requests reject. */
  close(): void {
    this.#closed = true
    const open = [...(this.#running ? [this.#running.waiting] : []), ...this.#queue.splice(0)]
    this.#dismiss()
    for (const waiting of open) waiting.reject(new ProvostError('call.cancelled', 'The helper process was closed.'))
  }

  #next(): void {
    if (this.#running || this.#closed) return
    clearTimeout(this.#idle)
    const waiting = this.#queue.shift()
    if (!waiting) {
      this.#rest()
      return
    }
    this.#ids += 1
    this.#running = { id: this.#ids, waiting }
    try {
      this.#child ??= this.#startChild()
      this.#child.send({ id: this.#ids, message: waiting.message })
    } catch (error) {
      this.#running = null
      waiting.reject(error)
      this.#next()
    }
  }

  #startChild(): ChildHandle {
    const child = this.#start()
    // A dismissed child may still have something to say; only the present one is heard.
    child.on('message', (message) => {
      if (child === this.#child && isReply(message)) this.#answered(message)
    })
    child.on('exit', (exit) => {
      if (child === this.#child) this.#died(exit)
    })
    return child
  }

  #answered(reply: Reply): void {
    const running = this.#running
    if (running?.id !== reply.id) return
    this.#running = null
    if ('value' in reply) running.waiting.resolve(reply.value)
    else if ('problem' in reply) running.waiting.reject(ProvostError.from(reply.problem))
    else running.waiting.reject(new ChildFault(reply.fault))
    this.#next()
  }

  #died(exit: ChildExit): void {
    this.#child = null
    const running = this.#running
    this.#running = null
    running?.waiting.reject(
      new ProvostError('child.failed', 'The helper process ended before it answered.', { detail: inWords(exit), retryable: true }),
    )
    this.#next()
  }

  #abandon(waiting: Waiting, error: ProvostError): void {
    if (this.#running?.waiting === waiting) this.#dismiss()
    else this.#queue.splice(this.#queue.indexOf(waiting), 1)
    waiting.reject(error)
    this.#next()
  }

  #rest(): void {
    if (this.#idleMs !== null && this.#child) this.#idle = setTimeout(() => this.#dismiss(), this.#idleMs).unref()
  }

  #dismiss(): void {
    clearTimeout(this.#idle)
    const child = this.#child
    this.#child = null
    this.#running = null
    child?.kill()
  }
}

const overDeadline = (deadlineMs: number): ProvostError =>
  new ProvostError('child.deadline', `The helper process did not answer within ${deadlineMs} ms and was ended.`, { retryable: true })

const inWords = ({ code, signal, words }: ChildExit): string =>
  [signal ? `signal ${signal}` : code === null ? 'not started' : `exit status ${code}`, words].filter((part) => part !== '').join(': ')
