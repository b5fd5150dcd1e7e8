/** An ini file as Python's ConfigParser reads it: values raw, names of options in lower case. */
export interface IniFile {
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** What stands there twice, in words: for such a file ConfigParser reads nothing at all. `DEFAULT` alone may be begun again. */
  readonly repeated: readonly string[]
}

const header = /^\[([^\]]+)\]/
const option = /^([^=:]*?)\s*[=:]\s*(.*)$/

const width = (line: string): number => line.length - line.trimStart().length

/** Comments take whole lines; a deeper line continues the value above it, over blank lines too. */
export const parseIni = (text: string): IniFile => {
  const sections = new Map<string, Map<string, string[]>>()
  const repeated = new Set<string>()
  let section: Map<string, string[]> | null = null
  let current = ''
  let value: string[] | null = null
  let indent = 0
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const trimmed = line.trim()
    if (/^[#;]/.test(trimmed)) continue
    if (value !== null && (trimmed === '' || width(line) > indent)) {
      value.push(trimmed)
      continue
    }
    if (trimmed === '') continue
    const named = header.exec(trimmed)?.[1]
    const [, name, first] = option.exec(trimmed) ?? []
    value = null
    if (named !== undefined) {
      if (sections.has(named) && named !== 'DEFAULT') repeated.add(`the section [${named}]`)
      section = sections.get(named) ?? new Map()
      sections.set(named, section)
      current = named
    } else if (section !== null && name !== undefined && name !== '' && first !== undefined) {
      value = [first]
      indent = width(line)
      if (section.has(name.toLowerCase())) repeated.add(`the option ${name.toLowerCase()} in [${current}]`)
      section.set(name.toLowerCase(), value)
    }
  }
  const plain = (lines: readonly string[]): string => lines.join('\n').replace(/\n+$/, '')
  return {
    sections: new Map([...sections].map(([name, options]) => [name, new Map([...options].map(([key, lines]) => [key, plain(lines)]))])),
    repeated: [...repeated],
  }
}

/** Names within names within names: an option that names itself would never end. */
const deepest = 10

/** The value of an option with `%(name)s` put in and `%%` made one; null where there is none. A name nobody knows stays as written. */
export const readOption = (ini: IniFile, section: string, name: string, given: Readonly<Record<string, string>>): string | null => {
  const own = ini.sections.get(section)
  const shared = ini.sections.get('DEFAULT')
  const raw = (key: string): string | null => own?.get(key) ?? shared?.get(key) ?? null
  const fill = (text: string, depth: number): string =>
    text.replace(/%%|%\(([^)]+)\)s/g, (whole, key?: string) => {
      if (key === undefined) return '%'
      const found = given[key] ?? raw(key.toLowerCase())
      if (found === null || depth >= deepest) return whole
      return given[key] === undefined ? fill(found, depth + 1) : found
    })
  const value = raw(name)
  return value === null ? null : fill(value, 0)
}
