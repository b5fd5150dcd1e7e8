import { mayChangeRows } from '../row-words.ts'
import type { SqlStatement } from '../sql-statement.ts'
import { firstWord } from '../statement-words.ts'
import { TokenList } from '../token-list.ts'
import { type SessionUse, sessionUseOf } from './session-use.ts'

/** Something that only an ended session held, and which statement had assigned it. */
export interface LostValue {
  /** In words: `@name`, a prepared statement, a temporary table, a setting. */
  readonly what: string
  /** Its place in the file. */
  readonly statement: number
}

const lostValue = (name: string, statement: number): LostValue => {
  if (name.startsWith('@@')) return { what: `the setting ${name.slice(2)}`, statement }
  if (name.startsWith('@')) return { what: name, statement }
  return { what: name.startsWith('table ') ? `the temporary ${name}` : `the prepared statement ${name}`, statement }
}

/** `fresh` was looked up, and nothing was run since. */
type Kept = { readonly state: 'known' | 'fresh' | 'lost'; readonly statement: number }

/**
 * What a new session would know of an old one's user variables and prepared statements, if those statements were said again that
 * change nothing but the session. A value that was looked up is the same again only while nothing was run since.
 */
export class SessionMemory {
  readonly #kept = new Map<string, Kept>()
  readonly #again = new Map<number, SqlStatement>()
  /** The last code that was run, which may have assigned anything. */
  #code: number | null = null
  /** Variables that a statement of the file names beside assigning them; the others are for a trigger or a function to read. */
  readonly #named: ReadonlySet<string>

  constructor(statements: readonly SqlStatement[]) {
    this.#named = new Set(statements.flatMap((statement) => [...sessionUseOf(statement).reads]))
  }

  /** The statements to say again, in order. */
  get again(): readonly SqlStatement[] {
    return [...this.#again.entries()].sort(([one], [other]) => one - other).map(([, statement]) => statement)
  }

  #stateOf(name: string): Kept {
    return this.#kept.get(name) ?? (this.#code === null ? { state: 'known', statement: -1 } : { state: 'lost', statement: this.#code })
  }

  /** What a statement would miss if the session were another now; null where nothing. */
  missing(statement: SqlStatement): LostValue | null {
    const { reads } = sessionUseOf(statement)
    const rows = mayChangeRows('mysql', statement)
    const named = new Set(TokenList.of(statement.runs ?? statement.text, 'mysql').tokens.map(({ text }) => text.toLowerCase()))
    for (const name of reads) {
      const kept = this.#stateOf(name)
      if (kept.state === 'lost') return lostValue(name, kept.statement)
    }
    for (const [name, kept] of this.#kept) {
      if (kept.state !== 'lost') continue
      const needed = name.startsWith('table ')
        ? named.has(name.slice('table '.length))
        : name.startsWith('@@') || (rows && name.startsWith('@') && !this.#named.has(name))
      if (needed || statement.unforeseeable) return lostValue(name, kept.statement)
    }
    return null
  }

  /** A statement was run in the session that ended. */
  ran(statement: SqlStatement, place: number): void {
    const use = sessionUseOf(statement)
    if (use.setting) {
      this.#set(statement, place, use)
      return
    }
    for (const [name, kept] of this.#kept) if (kept.state === 'fresh') this.#lose(name, kept.statement)
    if (statement.unforeseeable) {
      this.#code = place
      for (const name of this.#kept.keys()) if (!name.startsWith('@@')) this.#lose(name, place)
    }
    for (const name of use.assigns.keys()) this.#lose(name, place)
    const list = TokenList.of(statement.text, 'mysql')
    if (list.has(0, 'drop', 'table') || list.has(0, 'drop', 'temporary', 'table'))
      for (const piece of list.pieces(list.past(list.word(1) === 'table' ? 2 : 3, 'if', 'exists')))
        this.#kept.delete(`table ${piece.name(0).name}`)
  }

  /** A statement was run in the session that goes on: what it sets is there again. */
  ranAgain(statement: SqlStatement, place: number): void {
    // A SELECT … INTO that finds nothing leaves the variable as it was.
    if (!/^(?:set|prepare)$/.test(firstWord(statement.text, 'mysql'))) return
    for (const name of sessionUseOf(statement).assigns.keys()) this.#kept.set(name, { state: 'known', statement: place })
  }

  #lose(name: string, statement: number): void {
    const before = this.#kept.get(name)
    this.#kept.set(name, { state: 'lost', statement })
    const by = before === undefined ? undefined : this.#again.get(before.statement)
    if (before === undefined || by === undefined) return
    // What set it is not said again: it would find other rows, or none of the tables it reads. What else it set goes with it.
    this.#again.delete(before.statement)
    for (const other of sessionUseOf(by).assigns.keys())
      if (this.#kept.get(other)?.statement === before.statement) this.#kept.set(other, { state: 'lost', statement: before.statement })
  }

  #set(statement: SqlStatement, place: number, { reads, assigns }: SessionUse): void {
    const read = [...reads].map((name) => this.#stateOf(name).state)
    const state = read.includes('lost') ? 'lost' : read.includes('fresh') ? 'fresh' : 'known'
    if (state !== 'lost') this.#again.set(place, statement)
    for (const [name, certainty] of assigns)
      this.#kept.set(name, { state: state === 'known' && certainty !== 'constant' ? 'fresh' : state, statement: place })
  }
}
