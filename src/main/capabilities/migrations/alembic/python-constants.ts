import { type PythonStatement, type PythonToken, pythonStatements } from './python-statements.ts'

/** What a module-level name holds, as far as it is written out as a constant. */
export type PythonConstant = string | null | readonly PythonConstant[]

/** A name's value: `constant` undefined where it is written in a way that only running it would tell. */
export interface PythonAssignment {
  readonly line: number
  readonly constant: PythonConstant | undefined
}

export interface PythonFunction {
  readonly line: number
  readonly refuses: boolean
}

export interface PythonModule {
  /** The last assignment to each name of the module itself. */
  readonly assigned: ReadonlyMap<string, PythonAssignment>
  /** Functions of the module itself: where each begins, and whether it does no more than refuse (`raise`). */
  readonly functions: ReadonlyMap<string, PythonFunction>
  readonly docstring: string | null
}

/** Brackets within brackets: nobody writes more, and the call stack has an end. */
const deepest = 50

/** Reads constants from tokens: strings (adjacent ones are one), None, tuples, lists, sets, and names assigned before. */
class ConstantReader {
  readonly #tokens: readonly PythonToken[]
  readonly #known: ReadonlyMap<string, PythonAssignment>
  #at = 0

  constructor(tokens: readonly PythonToken[], known: ReadonlyMap<string, PythonAssignment>) {
    this.#tokens = tokens
    this.#known = known
  }

  /** The whole of the tokens as one constant; undefined where they are more than that. */
  whole(): PythonConstant | undefined {
    const value = this.#list(null, 0)
    return this.#at === this.#tokens.length ? value : undefined
  }

  #operator(): string {
    const token = this.#tokens[this.#at]
    return token?.kind === 'operator' ? token.text : ''
  }

  /** Items up to `closing`; one item without a comma is itself, where brackets only group. */
  #list(closing: string | null, depth: number): PythonConstant | undefined {
    const items: PythonConstant[] = []
    let commas = 0
    while (this.#at < this.#tokens.length && this.#operator() !== closing) {
      if (items.length > commas) return undefined
      const item = this.#item(depth)
      if (item === undefined) return undefined
      items.push(item)
      if (this.#operator() === ',') {
        commas += 1
        this.#at += 1
      }
    }
    const [only] = items
    if (only !== undefined && items.length === 1 && commas === 0 && (closing === null || closing === ')')) return only
    return items.length === 0 && closing === null ? undefined : items
  }

  #item(depth: number): PythonConstant | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || depth > deepest) return undefined
    if (token.kind === 'string') return this.#strings()
    if (token.kind === 'name') {
      this.#at += 1
      return token.text === 'None' ? null : this.#known.get(token.text)?.constant
    }
    const closing = { '(': ')', '[': ']', '{': '}' }[token.text]
    if (token.kind !== 'operator' || closing === undefined) return undefined
    this.#at += 1
    const items = this.#list(closing, depth + 1)
    if (items === undefined || this.#operator() !== closing) return undefined
    this.#at += 1
    return items
  }

  #strings(): string | undefined {
    let value: string | undefined = ''
    for (let token = this.#tokens[this.#at]; token?.kind === 'string'; token = this.#tokens[this.#at]) {
      value = token.value === null || value === undefined ? undefined : value + token.value
      this.#at += 1
    }
    return value
  }
}

/** The place of the next `=` outside brackets, from `from`; −1 where there is none. */
const findEquals = (tokens: readonly PythonToken[], from: number): number => {
  let open = 0
  for (let at = from; at < tokens.length; at++) {
    const { kind, text } = tokens[at] as PythonToken
    if (kind !== 'operator') continue
    if ('([{'.includes(text)) open += 1
    else if (')]}'.includes(text)) open -= 1
    else if (text === '=' && open === 0) return tokens[at + 1]?.text === '=' ? -1 : at
  }
  return -1
}

/** The names that a statement assigns to (`a = b = …`, `a: T = …`) and where the value begins; null where it is none. */
const targetsOf = (tokens: readonly PythonToken[]): { readonly names: readonly string[]; readonly from: number } | null => {
  const names: string[] = []
  let from = 0
  for (;;) {
    const target = tokens[from]
    const after = tokens[from + 1]
    if (target?.kind !== 'name' || after?.kind !== 'operator' || (after.text !== '=' && after.text !== ':')) break
    const equals = after.text === '=' ? (tokens[from + 2]?.text === '=' ? -1 : from + 1) : findEquals(tokens, from + 2)
    if (equals === -1) break
    names.push(target.text)
    from = equals + 1
  }
  return names.length === 0 ? null : { names, from }
}

const refuses = (body: PythonStatement | undefined): boolean => body?.tokens[0]?.kind === 'name' && body.tokens[0].text === 'raise'

const functionName = ({ tokens }: PythonStatement): string | null => {
  const at = tokens[0]?.text === 'async' ? 1 : 0
  return tokens[at]?.text === 'def' && tokens[at]?.kind === 'name' ? (tokens[at + 1]?.text ?? null) : null
}

/** What a Python module says of itself in constants, without running any of it. @throws PythonUnreadable */
export const readPythonModule = (text: string): PythonModule => {
  const assigned = new Map<string, PythonAssignment>()
  const functions = new Map<string, PythonFunction>()
  let docstring: string | null = null
  let entered: { readonly name: string; readonly line: number } | null = null
  let count = 0
  for (const statement of pythonStatements(text)) {
    count += 1
    const { tokens, indent, line } = statement
    if (entered !== null && !(tokens.length > 0 && tokens.every((token) => token.kind === 'string'))) {
      if (indent > 0) functions.set(entered.name, { line: entered.line, refuses: refuses(statement) })
      entered = null
    }
    if (indent > 0) continue
    const [first] = tokens
    if (count === 1 && tokens.every((token) => token.kind === 'string')) docstring = tokens.map((token) => token.value ?? '').join('')
    const named = functionName(statement)
    if (named !== null) {
      functions.set(named, { line, refuses: tokens.some((token) => token.kind === 'name' && token.text === 'raise') })
      entered = { name: named, line }
    } else if (first?.kind === 'name') {
      const targets = targetsOf(tokens)
      if (targets === null) continue
      const constant = new ConstantReader(tokens.slice(targets.from), assigned).whole()
      for (const target of targets.names) assigned.set(target, { line, constant })
    }
  }
  return { assigned, functions, docstring }
}
