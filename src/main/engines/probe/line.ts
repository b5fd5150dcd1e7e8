import type { Socket } from 'node:net'

/** How much of a stranger's talk is kept: a greeting is far smaller. */
const mostBytes = 65_536

/**
 * One socket of our own, before any driver: bytes are kept until asked for, so that nothing is lost between two questions.
 * Everything rejects with the signal's reason once it is aborted.
 */
export class Line {
  #socket: Socket
  #received = Buffer.alloc(0)
  #ended = false
  #failure: Error | null = null
  #wake: () => void = () => {}
  readonly #signal: AbortSignal

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket
    this.#signal = signal
    this.#listen(socket)
  }

  get socket(): Socket {
    return this.#socket
  }
  /** What arrived and was not taken yet. */
  get received(): Buffer {
    return this.#received
  }
  get ended(): boolean {
    return this.#ended
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /**
   * Waits until `length` of what arrived so far says that a whole message is there, and takes it.
   * Null where the other side closed before; rejects with the socket's own error.
   */
  async take(length: (bytes: Buffer) => number | null): Promise<Buffer | null> {
    for (;;) {
      const wanted = length(this.#received)
      if (wanted !== null && this.#received.length >= wanted) {
        const taken = this.#received.subarray(0, wanted)
        this.#received = this.#received.subarray(wanted)
        return taken
      }
      if (this.#failure) throw this.#failure
      if (this.#ended || this.#received.length > mostBytes) return null
      await this.#more()
    }
  }

  /** Whether anything arrives within `ms`. */
  async hears(ms: number): Promise<boolean> {
    if (this.#received.length > 0 || this.#ended || this.#failure) return true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    try {
      await Promise.race([this.#more(), late])
    } finally {
      clearTimeout(timer)
    }
    return this.#received.length > 0 || this.#ended || this.#failure !== null
  }

  /** Gives the socket away, for TLS to be laid over it. */
  release(): Socket {
    const socket = this.#socket
    socket.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close')
    socket.pause()
    return socket
  }

  /** Goes on over the socket that TLS made of it. */
  continueOn(socket: Socket): void {
    this.#socket = socket
    this.#received = Buffer.alloc(0)
    this.#listen(socket)
  }

  /** Says goodbye and waits a moment for the other side to let go too: its place is then free for the login that follows. */
  async close(graceMs = 150): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) return
    const gone = new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
    })
    socket.resume()
    socket.end()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([gone, late])
    clearTimeout(timer)
    socket.destroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #listen(socket: Socket): void {
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes])
      this.#wake()
    })
    socket.on('error', (error) => {
      this.#failure ??= error
      this.#wake()
    })
    const end = (): void => {
      this.#ended = true
      this.#wake()
    }
    socket.on('end', end).on('close', end)
    socket.resume()
  }

  async #more(): Promise<void> {
    this.#signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onAbort = (): void => reject(this.#signal.reason)
    this.#wake = resolve
    this.#signal.addEventListener('abort', onAbort, { once: true })
    try {
      await promise
    } finally {
      this.#signal.removeEventListener('abort', onAbort)
    }
  }
}
