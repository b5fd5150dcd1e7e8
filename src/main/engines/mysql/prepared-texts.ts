import { TokenList } from '../token-list.ts'
import { sessionUseOf } from './session-use.ts'
import { stringValue } from './string-value.ts'

const single = (list: TokenList): string | null => {
  const [token] = list.tokens
  return list.length === 1 && token?.kind === 'string' ? stringValue(token.text) : null
}

/** The user variable that a list is, as an expression; null where it is anything else. */
const variableIn = (list: TokenList): string | null => {
  const [at, name] = list.tokens
  return list.length === 2 && at !== undefined && list.isMark(0, '@') && (name?.kind === 'word' || name?.kind === 'name')
    ? `@\`${name.text.replaceAll('`', '``')}\``
    : null
}

const immediateText = (list: TokenList): TokenList => {
  const end = list.tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'using')
  return new TokenList(list.tokens.slice(2, end === -1 ? undefined : end))
}

/** Follows, statement by statement, what a file's EXECUTE would run: the text that it prepared, where that stands in the file as a constant. */
export class PreparedTexts {
  readonly #prepared = new Map<string, string>()
  readonly #variables = new Map<string, string>()
  /** By prepared statement, the variable that still holds its text. */
  readonly #asked = new Map<string, string>()

  #text(list: TokenList): string | null {
    const variable = list.isMark(0, '@') ? `@${list.name(1).name}` : null
    return variable === null ? single(list) : (this.#variables.get(variable) ?? null)
  }

  /** What the statement runs in its place; null where it is no EXECUTE, or of a text that is known only when it runs. */
  runs(list: TokenList): string | null {
    if (list.word(0) !== 'execute') return null
    if (list.word(1) === 'immediate') return this.#text(immediateText(list))
    return this.#prepared.get(list.name(1).name) ?? null
  }

  /** Of an EXECUTE whose text is known only when it runs, the variable that holds it by then. */
  asks(list: TokenList): string | null {
    if (list.word(0) !== 'execute') return null
    if (list.word(1) === 'immediate') return variableIn(immediateText(list))
    return this.#asked.get(list.name(1).name) ?? null
  }

  /** Learns from a statement that ran. With `code`, it may have assigned anything. */
  learn(written: string, list: TokenList, runs: string | null, code: boolean): void {
    const { assigns, setting } = sessionUseOf({ text: written, ...(runs === null ? {} : { runs }) })
    // Any other may have a trigger or a function that assigns.
    if (!setting || [...assigns.keys()].some((name) => /^@[^@]/.test(name))) this.#asked.clear()
    if (code) {
      this.#variables.clear()
      this.#prepared.clear()
      return
    }
    if (list.word(0) === 'prepare') {
      const { name, next } = list.name(1)
      const source = list.from(next + 1)
      const text = this.#text(source)
      const variable = variableIn(source)
      this.#prepared.delete(name)
      this.#asked.delete(name)
      if (text !== null) this.#prepared.set(name, text)
      else if (variable !== null) this.#asked.set(name, variable)
    }
    for (const name of assigns.keys()) this.#variables.delete(name)
    if (list.word(0) !== 'set') return
    for (const piece of list.pieces(1)) {
      const equals = piece.isMark(2, ':') ? 3 : 2
      const text = piece.isMark(0, '@') && piece.isMark(equals, '=') ? single(piece.from(equals + 1)) : null
      if (text !== null) this.#variables.set(`@${piece.name(1).name}`, text)
    }
  }
}
