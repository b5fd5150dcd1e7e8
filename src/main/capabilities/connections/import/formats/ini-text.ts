import { ProvostError } from '#contract/errors.ts'

/** How one tool writes its sections and keys. */
export interface IniStyle {
  readonly delimiters: RegExp
  /** What begins a line that is a comment. */
  readonly comments: RegExp
  /** Whether an indented line goes on with the value before it. */
  readonly continues: boolean
  /** Whether a key may stand alone. */
  readonly bareKeys: boolean
}

/** Python's configparser: zulip.conf, alembic.ini. */
export const pythonStyle: IniStyle = { delimiters: /[=:]/, comments: /^\s*[#;]/, continues: true, bareKeys: false }
/** libpq's connection service file. */
export const libpqStyle: IniStyle = { delimiters: /=/, comments: /^\s*#/, continues: false, bareKeys: false }
/** MySQL's and MariaDB's option files. */
export const mysqlStyle: IniStyle = { delimiters: /=/, comments: /^\s*[#;]/, continues: false, bareKeys: true }

/** Keys in lower case with their values; null for a key that stands alone. */
export type IniSection = ReadonlyMap<string, string | null>

export interface IniText {
  /** Sections in the order of the file; one that comes twice goes on. */
  readonly sections: ReadonlyMap<string, IniSection>
  /** Sections that come more than once. */
  readonly repeated: readonly string[]
  /** Numbers of the lines that are none of it. */
  readonly oddLines: readonly number[]
}

/** Reads sections and keys. It never fails: what it cannot read is told by line number. */
export const readIni = (text: string, style: IniStyle): IniText => {
  const sections = new Map<string, Map<string, string | null>>()
  const repeated = new Set<string>()
  const oddLines: number[] = []
  let section: Map<string, string | null> | null = null
  let lastKey: string | null = null
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '' || style.comments.test(line)) continue
    const head = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1]
    if (head !== undefined) {
      if (sections.has(head.trim())) repeated.add(head.trim())
      section = sections.get(head.trim()) ?? new Map()
      sections.set(head.trim(), section)
      lastKey = null
    } else if (style.continues && /^\s/.test(line) && lastKey !== null && section !== null) {
      section.set(lastKey, `${section.get(lastKey) ?? ''}\n${line.trim()}`.trim())
    } else {
      lastKey = section === null ? null : keep(section, line, style)
      if (lastKey === null) oddLines.push(index + 1)
    }
  }
  return { sections, repeated: [...repeated], oddLines }
}

const keep = (section: Map<string, string | null>, line: string, style: IniStyle): string | null => {
  const at = line.search(style.delimiters)
  const key = (at === -1 ? line : line.slice(0, at)).trim().toLowerCase()
  if (key === '' || (at === -1 && !style.bareKeys)) return null
  section.set(key, at === -1 ? null : line.slice(at + 1).trim())
  return key
}

/**
 * Python's configparser refuses a file that begins a section twice, `DEFAULT` but for: the program that reads it does not start. So
 * what it would connect to is not guessed here either.
 * @throws ProvostError `connection.import-unreadable`
 */
export const refuseRepeated = (label: string, { repeated }: IniText, relevant: (section: string) => boolean): void => {
  const twice = repeated.filter((section) => section !== 'DEFAULT' && relevant(section))
  if (twice.length === 0) return
  const named = twice.map((section) => (/^[\w.: -]{1,60}$/.test(section) ? `[${section}]` : 'a section')).join(', ')
  throw new ProvostError('connection.import-unreadable', `${label} has ${named} more than once, and Python refuses such a file.`, {
    detail: 'Which of them is meant cannot be told.',
    remedy: [`Make one section of them in ${label}, and import again.`],
  })
}

/** The sentence for lines that were left aside; it names them and never repeats them. */
export const oddLinesRemark = (lines: readonly number[]): string[] => {
  if (lines.length === 0) return []
  const named = `${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ', …' : ''}`
  return [
    lines.length === 1 ? `Line ${named} could not be read and was left aside.` : `Lines ${named} could not be read and were left aside.`,
  ]
}
