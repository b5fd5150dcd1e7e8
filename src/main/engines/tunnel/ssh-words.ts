/** What ssh says, read as it comes: its own remarks apart from the few that tell how far it got. */
export class SshWords {
  #rest = ''
  /** Lines that were said to a person, dropped ones too. */
  #count = 0
  readonly #lines: string[] = []
  #hostKey: string | null = null
  #method: string | null = null
  #stands = false

  /** Takes a piece of what ssh wrote; it may end in the middle of a line. */
  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#read(line)
  }

  /** Its kind and SHA-256 fingerprint, as `ssh-keygen -l` shows them. */
  get hostKey(): string | null {
    return this.#hostKey
  }
  /** How the login was made: `publickey`. */
  get method(): string | null {
    return this.#method
  }
  /** Whether the forwarding stands. */
  get stands(): boolean {
    return this.#stands
  }
  /** The last of what ssh said to a person. */
  get said(): readonly string[] {
    return this.#rest === '' || this.#rest.startsWith('debug') ? this.#lines : [...this.#lines, this.#rest]
  }

  get count(): number {
    return this.#count
  }
  /** What was said after `count` lines. */
  since(count: number): readonly string[] {
    const news = this.#count - count
    return news <= 0 ? [] : this.#lines.slice(-news)
  }

  #read(line: string): void {
    const debug = /^debug1: (.*)$/.exec(line)?.[1]
    if (debug === undefined) {
      this.#method = /^Authenticated to .* using "([^"]+)"/.exec(line)?.[1] ?? this.#method
      if (line.trim() === '' || /^debug\d|^@|^Authenticated to|^Transferred:|^Bytes per second:/.test(line)) return
      this.#count += 1
      this.#lines.push(line.trim())
      if (this.#lines.length > 40) this.#lines.shift()
      return
    }
    this.#hostKey = /^Server host key: (\S+ SHA256:\S+)/.exec(debug)?.[1] ?? this.#hostKey
    this.#method = /^Authentication succeeded \(([^)]+)\)/.exec(debug)?.[1] ?? this.#method
    if (debug === 'Entering interactive session.') this.#stands = true
  }
}
