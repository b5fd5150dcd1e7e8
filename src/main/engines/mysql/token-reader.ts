import { sqlInvalid } from '../sql-statement.ts'
import { blankEnd, commentEnd, type SqlToken, tokenAt } from '../sql-tokens.ts'

/** Where the next token begins: behind white space and comments. */
export const nextStart = (text: string, from: number): number => {
  let at = from
  for (;;) {
    const blank = blankEnd(text, at, 'mysql')
    const comment = commentEnd(text, blank, 'mysql')
    if (comment === -1) throw sqlInvalid(text, blank, 'A comment has no end.', ['Close the comment that is opened there by */.'])
    if (comment === at) return at
    at = comment
  }
}

/** The token that begins exactly at `at`. */
export const readToken = (text: string, at: number): SqlToken => {
  const token = tokenAt(text, at, 'mysql')
  if (!token.closed) throw sqlInvalid(text, at, 'A string or a quoted name has no end.', ['Close the quote that is opened there.'])
  if (token.text === '\\')
    throw sqlInvalid(text, at, 'A command of the mysql client stands in the file, which the server does not know.', [
      'Remove the backslash and its command: a migration is SQL only.',
    ])
  return token
}

/** A token, and whether it stands within an executable comment, `/*! … *​/`. */
interface PlacedToken extends SqlToken {
  readonly hidden: boolean
}

/** Reads one statement's tokens with as much foresight as is asked for. The ends of executable comments are passed over. */
export class TokenReader {
  private readonly text: string
  private readonly ahead: PlacedToken[] = []
  private lexedTo: number
  private depth = 0
  private before = ''
  /** Where the last token that was taken ends, the ends of executable comments included. */
  end: number

  constructor(text: string, at: number) {
    this.text = text
    this.lexedTo = at
    this.end = at
  }

  /** Null at the end of the file. */
  peek(distance = 0): PlacedToken | null {
    while (this.ahead.length <= distance) {
      const at = nextStart(this.text, this.lexedTo)
      if (at >= this.text.length) return null
      const token = readToken(this.text, at)
      this.lexedTo = token.end
      if (token.kind === 'open') this.depth++
      else if (token.kind === 'close') {
        this.depth--
        if (this.ahead.length === 0) this.end = token.end
      } else this.ahead.push({ ...token, hidden: this.depth > 0 })
    }
    return this.ahead[distance] ?? null
  }

  /** The keyword that comes next; empty where a variable, a qualified name or anything else does. */
  word(distance = 0): string {
    const token = this.peek(distance)
    const before = distance === 0 ? this.before : (this.peek(distance - 1)?.text ?? '')
    return token?.kind === 'word' && before !== '.' && before !== '@' ? token.text : ''
  }

  isMark(mark: string, distance = 0): boolean {
    const token = this.peek(distance)
    return token?.kind === 'mark' && token.text === mark
  }

  /** Whether the statement ends here. A semicolon within an executable comment is the comment's. */
  get atEnd(): boolean {
    const token = this.peek()
    return token === null || (token.kind === 'mark' && token.text === ';' && !token.hidden)
  }

  take(): void {
    const token = this.peek()
    if (token === null) return
    this.ahead.shift()
    this.before = token.kind === 'mark' ? token.text : ''
    this.end = token.end
  }

  /** The place of what comes next, for words about a fault. */
  get at(): number {
    return this.peek()?.start ?? this.text.length
  }
}
