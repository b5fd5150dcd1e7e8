/** A value of a TOML table as far as Alembic's settings need them. */
export type TomlValue = string | boolean | readonly string[]

const basicEscapes: Record<string, string> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '\\': '\\' }

const basic = (body: string): string =>
  body.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (whole, code?: string, single?: string) =>
    code === undefined ? (basicEscapes[single ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(code, 16)),
  )

const string = /"""\n?([\s\S]*?)"""|'''\n?([\s\S]*?)'''|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/y

const readString = (text: string, at: number): { readonly value: string; readonly end: number } | null => {
  string.lastIndex = at
  const found = string.exec(text)
  if (found === null) return null
  const [, longBasic, longLiteral, shortBasic, literal] = found
  const escaped = longBasic ?? shortBasic
  return { value: escaped === undefined ? (longLiteral ?? literal ?? '') : basic(escaped), end: string.lastIndex }
}

const readArray = (text: string, from: number): { readonly value: readonly string[]; readonly end: number } | null => {
  const items: string[] = []
  const gap = /(?:[\s,]|#[^\n]*)*/y
  let at = from + 1
  for (;;) {
    gap.lastIndex = at
    gap.exec(text)
    at = gap.lastIndex
    if (text.charAt(at) === ']') return { value: items, end: at + 1 }
    const item = readString(text, at)
    if (item === null) return null
    items.push(item.value)
    at = item.end
  }
}

/** The strings, lists of strings and switches of one table of a TOML file; null where it has none of that name. Other values are passed over. */
export const readTomlTable = (source: string, table: string): ReadonlyMap<string, TomlValue> | null => {
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const heads = [...text.matchAll(/^[ \t]*\[([^[\]\n]+)\][ \t]*(?:#[^\n]*)?$/gm)]
  const start = heads.findIndex((head) => head[1]?.replace(/[\s"']/g, '') === table)
  const head = heads[start]
  if (head === undefined) return null
  const rest = text.slice(head.index + head[0].length)
  const body = rest.slice(0, bodyEnd(rest))
  const values = new Map<string, TomlValue>()
  const key = /^[ \t]*["']?([\w.-]+)["']?[ \t]*=[ \t]*/gm
  for (let found = key.exec(body); found !== null; found = key.exec(body)) {
    const name = found[1] as string
    const at = key.lastIndex
    const read = body.charAt(at) === '[' ? readArray(body, at) : readString(body, at)
    const truth = /^(true|false)\b/.exec(body.slice(at, at + 6))?.[1]
    if (read !== null) {
      values.set(name, read.value)
      key.lastIndex = read.end
    } else if (truth !== undefined) values.set(name, truth === 'true')
  }
  return values
}

/** Where the table ends: the next line that opens a table, not one that is an item of a list. */
const bodyEnd = (rest: string): number => {
  const next = /^\[{1,2}[A-Za-z_"'][^\n]*\]{1,2}[ \t]*(?:#[^\n]*)?$/m.exec(rest)
  return next === null ? rest.length : next.index
}
