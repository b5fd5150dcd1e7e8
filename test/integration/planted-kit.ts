import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Every form in which a secret might lie somewhere: as it is, turned round its ends in base64, as hexadecimals, in two bytes each. */
const formsOf = (secret: string): Buffer[] => {
  const bytes = Buffer.from(secret)
  // In base64 the letters depend on where in a group of three the secret begins; those at both ends depend on its neighbours.
  const turned = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6)),
  )
  const texts = [secret, ...turned, bytes.toString('hex'), bytes.toString('hex').toUpperCase()]
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(secret, 'utf16le')]
}

/** Whether a secret is somewhere, in any form. */
export const holds = (where: Buffer | string, secret: string): boolean => {
  const bytes = typeof where === 'string' ? Buffer.from(where) : where
  return formsOf(secret).some((form) => bytes.includes(form))
}

/** The files under a folder that hold a secret. */
export const filesHolding = async (folder: string, secret: string): Promise<string[]> => {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  const paths = files.map((file) => join(file.parentPath, file.name))
  const found = await Promise.all(paths.map(async (path) => (holds(await readFile(path), secret) ? [path] : [])))
  return found.flat()
}

const parentOf = (pid: string): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return Number(
    stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[1],
  )
}

/** What the children of a process were given, for as long as it runs: looked at again and again in /proc. */
export class ChildWatch {
  readonly #seen = new Map<string, string>()
  readonly #timer: NodeJS.Timeout
  readonly #own: string

  constructor(pid: number) {
    this.#own = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
    this.#timer = setInterval(() => this.#look(pid), 10)
  }

  /** The arguments and environment of every child seen. */
  end(): readonly string[] {
    clearInterval(this.#timer)
    return [...this.#seen.values()]
  }

  #look(root: number): void {
    const parents = new Map<number, number>()
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      try {
        parents.set(Number(name), parentOf(name))
      } catch {
        // It ended between two looks.
      }
    }
    const family = new Set([root])
    for (const [pid, parent] of [...parents].toSorted(([one], [other]) => one - other)) if (family.has(parent)) family.add(pid)
    family.delete(root)
    for (const pid of family) {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
        // Just forked, and not yet the program it becomes: what is seen is its parent still.
        if (words === this.#own) continue
        const given = `${words}\n${readFileSync(`/proc/${pid}/environ`, 'latin1')}`
        this.#seen.set(`${pid} ${given}`, given)
      } catch {
        // It ended between two looks.
      }
    }
  }
}
