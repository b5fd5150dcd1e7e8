import { type SqlDialect, type SqlToken, sqlTokens } from './sql-tokens.ts'

/** A statement's tokens, asked about by place: for engines whose parser is not at hand. */
export class TokenList {
  readonly tokens: readonly SqlToken[]

  constructor(tokens: readonly SqlToken[]) {
    this.tokens = tokens
  }

  static of(text: string, dialect: SqlDialect): TokenList {
    return new TokenList([...sqlTokens(text, dialect)].filter(({ kind }) => kind !== 'open' && kind !== 'close'))
  }

  get length(): number {
    return this.tokens.length
  }

  /** The keyword at a place; empty where something else stands. */
  word(at: number): string {
    const token = this.tokens[at]
    return token?.kind === 'word' ? token.text : ''
  }

  isMark(at: number, mark: string): boolean {
    const token = this.tokens[at]
    return token?.kind === 'mark' && token.text === mark
  }

  /** Whether these words stand there, one behind another. */
  has(at: number, ...words: readonly string[]): boolean {
    return words.every((word, index) => this.word(at + index) === word)
  }

  /** The place behind the words, where they stand there; the same place else. */
  past(at: number, ...words: readonly string[]): number {
    return this.has(at, ...words) ? at + words.length : at
  }

  /** Whether the words stand anywhere outside parentheses. */
  anywhere(...words: readonly string[]): boolean {
    return this.outside().some((at) => this.has(at, ...words))
  }

  /** A name, perhaps qualified, and the place behind it. Case does not count in comparing. */
  name(at: number): { readonly name: string; readonly next: number } {
    const parts = [this.tokens[at]?.text ?? '']
    let next = at + 1
    while (this.isMark(next, '.')) {
      parts.push(this.tokens[next + 1]?.text ?? '')
      next += 2
    }
    return { name: parts.join('.').toLowerCase(), next }
  }

  /** The tokens from a place on, in pieces between commas outside parentheses. */
  pieces(from: number, to: number = this.length): readonly TokenList[] {
    const pieces: SqlToken[][] = [[]]
    let depth = 0
    for (const token of this.tokens.slice(from, to)) {
      if (token.kind === 'mark' && token.text === '(') depth++
      if (token.kind === 'mark' && token.text === ')') depth--
      if (depth === 0 && token.kind === 'mark' && token.text === ',') pieces.push([])
      else pieces.at(-1)?.push(token)
    }
    return pieces.map((piece) => new TokenList(piece))
  }

  /** What the parentheses that open at a place hold, in pieces between commas, and the place behind them. */
  group(at: number): { readonly pieces: readonly TokenList[]; readonly next: number } {
    let depth = 0
    for (let place = at; place < this.length; place++) {
      if (this.isMark(place, '(')) depth++
      if (this.isMark(place, ')')) depth--
      if (depth === 0) return { pieces: this.pieces(at + 1, place), next: place + 1 }
    }
    return { pieces: this.pieces(at + 1), next: this.length }
  }

  from(at: number): TokenList {
    return new TokenList(this.tokens.slice(at))
  }

  /** The places outside parentheses. */
  private outside(): readonly number[] {
    const places: number[] = []
    let depth = 0
    for (const at of this.tokens.keys()) {
      if (this.isMark(at, '(')) depth++
      if (depth === 0) places.push(at)
      if (this.isMark(at, ')')) depth--
    }
    return places
  }
}
