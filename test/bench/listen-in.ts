import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** One statement as a client sent it; null for values where it went without any. */
export interface Said {
  readonly text: string
  readonly values: readonly (string | null)[] | null
}

/** What one connection of a client was used for: some words before any login, or a login and statements. */
export interface Heard {
  /** What was said before any login, a piece before each answer. */
  readonly words: readonly Buffer[]
  readonly loggedIn: boolean
  readonly statements: readonly Said[]
}

const string = (bytes: Buffer, at: number): { readonly text: string; readonly end: number } => {
  const end = bytes.indexOf(0, at)
  return { text: bytes.toString('utf8', at, end), end: end + 1 }
}

/** The values of a bind message; Provost sends all of them as text. */
const valuesOf = (body: Buffer): (string | null)[] => {
  let at = string(body, string(body, 0).end).end
  at += 2 + 2 * body.readInt16BE(at)
  const values: (string | null)[] = []
  const count = body.readInt16BE(at)
  at += 2
  for (let index = 0; index < count; index++) {
    const length = body.readInt32BE(at)
    at += 4
    values.push(length === -1 ? null : body.toString('utf8', at, at + length))
    at += Math.max(length, 0)
  }
  return values
}

class Ear {
  #bytes = Buffer.alloc(0)
  readonly #words: Buffer[] = []
  #loggedIn = false
  #parsed = ''
  readonly statements: Said[] = []

  get heard(): Heard {
    return { words: this.#words, loggedIn: this.#loggedIn, statements: this.statements }
  }

  hear(bytes: Buffer): void {
    this.#words.push(bytes)
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    // The first message, and the one after a question about TLS, has no letter.
    while (this.#bytes.length >= 8 && this.#bytes[0] === 0) {
      const length = this.#bytes.readInt32BE(0)
      if (this.#bytes.length < length) return
      this.#bytes = this.#bytes.subarray(length)
    }
    while (this.#bytes.length >= 5 && this.#bytes.length > this.#bytes.readInt32BE(1)) {
      const length = this.#bytes.readInt32BE(1)
      this.#message(String.fromCharCode(this.#bytes[0] ?? 0), this.#bytes.subarray(5, 1 + length))
      this.#bytes = this.#bytes.subarray(1 + length)
    }
  }

  #message(kind: string, body: Buffer): void {
    this.#loggedIn ||= kind === 'p'
    if (kind === 'Q') this.statements.push({ text: string(body, 0).text, values: null })
    if (kind === 'P') this.#parsed = string(body, string(body, 0).end).text
    if (kind === 'B') this.statements.push({ text: this.#parsed, values: valuesOf(body) })
  }
}

/** A door to a PostgreSQL at which everything a client says is heard. */
export const listenIn = async (
  port: number,
): Promise<{ readonly port: number; readonly heard: () => readonly Heard[]; readonly close: () => void }> => {
  const ears: Ear[] = []
  const server = createServer((client: Socket) => {
    const ear = new Ear()
    ears.push(ear)
    const far = connect(port, '127.0.0.1')
    client.on('data', (bytes: Buffer) => ear.hear(bytes))
    for (const socket of [client, far]) socket.on('error', () => socket.destroy())
    client.pipe(far).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return { port: (server.address() as AddressInfo).port, heard: () => ears.map(({ heard }) => heard), close: () => server.close() }
}
