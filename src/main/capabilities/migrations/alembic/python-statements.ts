import { isStringPrefix, PythonUnreadable, readPythonString } from './python-strings.ts'

export interface PythonToken {
  readonly kind: 'name' | 'string' | 'number' | 'operator'
  /** As written; empty for a string. */
  readonly text: string
  /** A string's value where it is constant text. */
  readonly value: string | null
}

/** One logical line (or a part of it between semicolons). */
export interface PythonStatement {
  /** Columns of white space before it: 0 is the module itself. */
  readonly indent: number
  /** Of its first token, from 1. */
  readonly line: number
  readonly tokens: readonly PythonToken[]
}

const space = /[ \t\f]+/y
const name = /[\p{L}_][\p{L}\p{N}_]*/uy
const number = /(?:\d|\.\d)(?:[eE][+-]|[\w.])*/y
const comment = /#[^\n]*/y

const match = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

const countLines = (text: string, from: number, to: number): number => {
  let lines = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

/** The statements of a Python text, as Python's own tokenizer would divide it; nothing is run. @throws PythonUnreadable */
export function* pythonStatements(source: string): Generator<PythonStatement> {
  const text = source
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
  let at = 0
  let line = 1
  let open = 0
  let indent = 0
  let first = 1
  let atLineStart = true
  let tokens: PythonToken[] = []

  const add = (token: PythonToken): void => {
    if (tokens.length === 0) first = line
    tokens.push(token)
  }
  const cut = (): PythonStatement | null => {
    const statement = tokens.length === 0 ? null : { indent, line: first, tokens }
    tokens = []
    return statement
  }

  while (at < text.length) {
    const blank = match(space, text, at)
    at += blank.length
    if (atLineStart) {
      if (open === 0) indent = blank.length
      atLineStart = false
    }
    const character = text.charAt(at)
    if (character === '') break
    if (character === '\n') {
      at += 1
      line += 1
      if (open > 0) continue
      const statement = cut()
      if (statement) yield statement
      atLineStart = true
    } else if (character === '#') at += match(comment, text, at).length
    else if (character === '\\' && text.charAt(at + 1) === '\n') {
      at += 2
      line += 1
    } else if (character === ';' && open === 0) {
      at += 1
      const statement = cut()
      if (statement) yield statement
    } else {
      const word = match(name, text, at)
      const quoteAt = at + word.length
      const quote = text.charAt(quoteAt)
      if ((quote === "'" || quote === '"') && (word === '' || isStringPrefix(word))) {
        const string = readPythonString(text, quoteAt, word, line)
        add({ kind: 'string', text: '', value: string.value })
        line += countLines(text, at, string.end)
        at = string.end
      } else if (word !== '') {
        add({ kind: 'name', text: word, value: null })
        at = quoteAt
      } else {
        const digits = match(number, text, at)
        const written = digits === '' ? String.fromCodePoint(text.codePointAt(at) ?? 0) : digits
        add({ kind: digits === '' ? 'operator' : 'number', text: written, value: null })
        at += written.length
        if ('([{'.includes(written)) open += 1
        else if (')]}'.includes(written)) open -= 1
        if (open < 0) throw new PythonUnreadable(line, 'A bracket is closed that was not opened.')
      }
    }
  }
  if (open > 0) throw new PythonUnreadable(line, 'A bracket is not closed.')
  const statement = cut()
  if (statement) yield statement
}
