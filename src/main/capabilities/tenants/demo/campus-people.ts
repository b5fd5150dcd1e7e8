import type { Calendar } from './calendar.ts'
import type { CampusRows } from './campus-rows.ts'
import type { Random } from './random.ts'
import type { DemoWords } from './words.ts'

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'O')
    .replaceAll('ı', 'i')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')

const hashAlphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Invents people of one campus: no name twice in a row, no e-mail twice at all. */
export class CampusPeople {
  readonly #rows: CampusRows
  readonly #random: Random
  readonly #calendar: Calendar
  readonly #words: DemoWords
  readonly #domain: string
  readonly #emails = new Map<string, number>()
  readonly #hash: string

  constructor(rows: CampusRows, random: Random, calendar: Calendar, words: DemoWords, domain: string) {
    this.#rows = rows
    this.#random = random
    this.#calendar = calendar
    this.#words = words
    this.#domain = domain
    // Shaped like bcrypt and made of dice: there is no password behind it.
    this.#hash = `$2b$12$${Array.from({ length: 53 }, () => random.of([...hashAlphabet])).join('')}`
  }

  /** Adds a user who came that many days before today, and returns its id. */
  add(role: 'student' | 'instructor' | 'admin', daysAgo: number, deletedDaysAgo: number | null = null): number {
    const { given, family } = this.#words.names
    const first = this.#random.of(given)
    const last = this.#random.of(family)
    const address = `${plain(first)}.${plain(last)}`
    const count = (this.#emails.get(address) ?? 0) + 1
    this.#emails.set(address, count)
    const createdAt = this.#calendar.moment(-daysAgo, this.#random.whole(7 * 60, 20 * 60))
    return this.#rows.add('users', {
      email: `${address}${count === 1 ? '' : count}@${role === 'student' ? 'students.' : ''}${this.#domain}`,
      hashed_password: this.#hash,
      full_name: `${first} ${last}`,
      role,
      created_at: createdAt,
      updated_at: createdAt,
      deleted_at: deletedDaysAgo === null ? null : this.#calendar.moment(-deletedDaysAgo, 9 * 60),
    })
  }
}
