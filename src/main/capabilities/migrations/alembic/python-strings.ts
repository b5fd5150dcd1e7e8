/** Where a Python text cannot be read, and why. It never leaves this folder: its reader makes a problem of it. */
export class PythonUnreadable extends Error {
  readonly line: number

  constructor(line: number, why: string) {
    super(why)
    this.line = line
  }
}

const simpleEscapes: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
}

const escapes = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g

/** What Python makes of the text between the quotes. An escape it does not know stays as written. */
export const unescapePython = (body: string): string =>
  body.replace(escapes, (whole, octal, byte, short, long, single) => {
    const code = octal === undefined ? Number.parseInt((byte ?? short ?? long ?? '') as string, 16) : Number.parseInt(octal as string, 8)
    if (single !== undefined) return simpleEscapes[single as string] ?? whole
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const prefixes = new Set(['', 'r', 'u', 'b', 'br', 'rb', 'f', 'fr', 'rf', 't', 'tr', 'rt'])

/** Whether letters before a quote make it a string of another kind: `r'…'`, `f"…"`. */
export const isStringPrefix = (letters: string): boolean => letters.length <= 2 && prefixes.has(letters.toLowerCase())

export interface PythonString {
  /** Null where it is no constant text: bytes, an f-string. */
  readonly value: string | null
  /** The place after it. */
  readonly end: number
}

/** Strings within the braces of f-strings within strings: nobody writes more. */
const deepest = 40

/** Reads the string whose opening quote is at `start`. Line ends in `text` are `\n`. */
export const readPythonString = (text: string, start: number, prefix: string, line: number, depth = 0): PythonString => {
  if (depth > deepest) throw new PythonUnreadable(line, 'Strings are nested too deeply.')
  const kind = prefix.toLowerCase()
  const formatted = kind.includes('f') || kind.includes('t')
  const quote = text.charAt(start)
  const fence = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote
  const from = start + fence.length
  let at = from
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '\\') at += 2
    else if (text.startsWith(fence, at)) {
      const body = text.slice(from, at)
      const value = formatted || kind.includes('b') ? null : kind.includes('r') ? body : unescapePython(body)
      return { value, end: at + fence.length }
    } else if (character === '\n' && fence.length === 1) break
    else if (formatted && character === '{') at = text.charAt(at + 1) === '{' ? at + 2 : skipBraces(text, at, fence, line, depth)
    else at += 1
  }
  throw new PythonUnreadable(line, 'A string is not closed.')
}

/** The place after the braces that open at `start` in an f-string. Python 3.12 lets a string in them use the outer quote again. */
const skipBraces = (text: string, start: number, fence: string, line: number, depth: number): number => {
  let open = 0
  let at = start
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '{') open += 1
    if (character === '}') {
      open -= 1
      if (open === 0) return at + 1
    }
    if (character === '\n' && fence.length === 1) break
    if (character === "'" || character === '"') {
      // A brace of text (`f"{"`) is a mistake of the file's; what follows tells it.
      const letters = /[a-zA-Z]{0,2}$/.exec(text.slice(Math.max(start, at - 2), at))?.[0] ?? ''
      at = readPythonString(text, at, isStringPrefix(letters) ? letters : '', line, depth + 1).end
    } else at += 1
  }
  throw new PythonUnreadable(line, 'A brace in an f-string is not closed.')
}
