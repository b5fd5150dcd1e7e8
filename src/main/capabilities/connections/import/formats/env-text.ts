/** A value as it is written in a .env file. */
export interface WrittenValue {
  readonly text: string
  /** Whether `${NAME}` in it stands for another variable. */
  readonly expands: boolean
}

export interface EnvText {
  /** The last writing of each name counts; the earlier ones are kept, since a name may refer to itself. */
  readonly values: ReadonlyMap<string, readonly WrittenValue[]>
  /** Numbers of the lines that are none of it. */
  readonly oddLines: readonly number[]
  /** Unquoted values with a `#` that begins no comment; some tools cut there. */
  readonly hashes: readonly string[]
}

const assignment = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*/
/** What may follow a closing quote. */
const ending = /^[ \t]*(?:#[^\n]*)?(?:\n|$)/
const escaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** Reads a .env file as the common tools do. It never fails: what it cannot read is told by line number. */
export const readEnv = (text: string): EnvText => {
  const values = new Map<string, WrittenValue[]>()
  const oddLines: number[] = []
  const hashes: string[] = []
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (/^\s*(?:#|$)/.test(line)) continue
    const head = assignment.exec(line)
    const name = head?.[1]
    if (head === null || name === undefined) {
      oddLines.push(index + 1)
      continue
    }
    const rest = line.slice(head[0].length)
    const quoted = /^['"`]/.test(rest) ? readQuoted(lines, index, head[0].length) : null
    if (quoted === null && /^['"`]/.test(rest)) {
      oddLines.push(index + 1)
      // What it would have been is not known: an earlier value must not pass for it.
      values.delete(name)
      continue
    }
    const written = quoted?.written ?? { text: withoutComment(rest), expands: true }
    if (quoted === null && written.text.includes('#')) hashes.push(name)
    values.set(name, [...(values.get(name) ?? []), written])
    index += quoted?.moreLines ?? 0
  }
  return { values, oddLines, hashes }
}

const withoutComment = (rest: string): string => {
  const comment = rest.startsWith('#') ? 0 : rest.search(/[ \t]#/)
  return (comment === -1 ? rest : rest.slice(0, comment)).trim()
}

/** What one quoted value may take at most, a private key for instance. */
const mostLines = 200
const longest = 65_536

const readQuoted = (
  lines: readonly string[],
  first: number,
  column: number,
): { readonly written: WrittenValue; readonly moreLines: number } | null => {
  const body = [lines[first]?.slice(column) ?? '', ...lines.slice(first + 1, first + mostLines)].join('\n').slice(0, longest)
  const quote = body[0] ?? ''
  let value = ''
  for (let at = 1; at < body.length; at += 1) {
    const letter = body[at] ?? ''
    if (letter === '\\' && quote === '"') {
      at += 1
      const next = body[at] ?? ''
      // `\$` keeps its backslash here, so that what it guards is not taken for a reference.
      value += next === '$' ? '\\$' : (escaped[next] ?? (/["\\]/.test(next) ? next : `\\${next}`))
    } else if (letter === quote) {
      if (!ending.test(body.slice(at + 1))) return null
      const moreLines = body.slice(0, at).split('\n').length - 1
      return { written: { text: value, expands: quote === '"' }, moreLines }
    } else value += letter
  }
  return null
}
