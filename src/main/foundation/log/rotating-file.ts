import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs'

const largestBytes = 10 * 1024 * 1024
const kept = 3

/**
 * A file that is appended to line by line and set aside as `.1`, `.2`, `.3` when it has grown to 10 MB.
 * Each line opens it anew, so that consoles of one workspace write to the same file, also after one of them set it aside.
 */
export class RotatingFile {
  readonly #path: string
  #told = false

  constructor(path: string) {
    this.#path = path
  }

  write(line: string): void {
    try {
      this.#rotate()
      appendFileSync(this.#path, line, { mode: 0o600 })
    } catch (error) {
      // A log that cannot be written must not end the work it tells of. Said once, where whoever started us can read it.
      if (this.#told) return
      this.#told = true
      process.stderr.write(`The log ${this.#path} cannot be written: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }

  #rotate(): void {
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0
    if (size < largestBytes) return
    for (let number = kept - 1; number >= 1; number -= 1) {
      if (existsSync(`${this.#path}.${number}`)) renameSync(`${this.#path}.${number}`, `${this.#path}.${number + 1}`)
    }
    renameSync(this.#path, `${this.#path}.1`)
  }
}
