import { ProvostError } from '#contract/errors.ts'
import { type FoundConnection, type FoundInFile, type SourceFile, unsaid } from '../found-connection.ts'
import { fromAddress } from '../written-address.ts'
import type { Whereabouts } from '../written-server.ts'
import { type IniSection, oddLinesRemark, pythonStyle, readIni, refuseRepeated } from './ini-text.ts'

const key = 'sqlalchemy.url'
const environmentWords = 'Nothing says which environment this is; development is taken.'

/** The connections of an alembic.ini: `sqlalchemy.url` of every section that has one. */
export const readAlembic = (source: SourceFile): FoundInFile => {
  const read = readIni(source.text, pythonStyle)
  refuseRepeated(source.label, read, () => true)
  const { sections, oddLines } = read
  const common: IniSection = sections.get('DEFAULT') ?? new Map()
  const remarks = oddLinesRemark(oddLines)
  const connections: FoundConnection[] = []
  for (const [name, section] of sections) {
    const written = section.get(key)
    if (written === undefined) continue
    if (!written) remarks.push(`${key} in [${safe(name)}] is empty; env.py may set it.`)
    else if (/^driver:\/\//.test(written))
      remarks.push(`${key} in [${safe(name)}] is Alembic’s placeholder and was left aside; env.py may set it.`)
    else connections.push(connect(name, written, new Map([...common, ...section]), source))
  }
  if (connections.length === 0 && remarks.length === 0) remarks.push(`It has no ${key}; env.py may set it.`)
  return { connections, remarks }
}

/** A section's name as it may be shown. */
const safe = (name: string): string => (/^[\w.: -]{1,60}$/.test(name) ? name : 'a section')

const connect = (section: string, written: string, values: IniSection, source: SourceFile): FoundConnection => {
  const called = section === 'alembic' ? '' : section.replace(/^.*:/, '')
  const where: Whereabouts = { format: 'alembic', file: source.label, place: `[${safe(section)}] ${key}`, called }
  const url = interpolate(written, values, source)
  if (url === null || /\$\{/.test(url)) {
    const problem = new ProvostError('connection.import-incomplete', `${key} refers to a value that the file does not set.`, {
      remedy: ['Add the connection by hand: provost connection add NAME --url URL'],
    })
    return { ...unsaid, ...where, problem }
  }
  return fromAddress(where, relativeToFolder(url), source, { assumptions: [environmentWords] })
}

/** SQLAlchemy means a relative path by three slashes, where others mean an absolute one. */
const relativeToFolder = (url: string): string => url.replace(/^sqlite(?:\+\w+)?:\/\/\/(?!\/|[A-Za-z]:)/i, 'sqlite:')

/** How many values one address may be put together from: each may refer to many others. */
const mostValues = 200

/** Python's interpolation: `%%` is a percent sign, `%(name)s` another value, `%(here)s` the folder. Null where one is missing. */
const interpolate = (text: string, values: IniSection, source: SourceFile, budget = { left: mostValues }): string | null => {
  let isMissing = false
  const filled = text.replaceAll(/%%|%\(([^)]{1,80})\)s/g, (all, name: string | undefined) => {
    if (all === '%%') return '%'
    budget.left -= 1
    const value = budget.left < 0 ? null : name === 'here' ? source.folder : values.get(name?.toLowerCase() ?? '')
    const inner = value === undefined || value === null || name === 'here' ? value : interpolate(value, values, source, budget)
    isMissing ||= inner === null || inner === undefined
    return inner ?? ''
  })
  return isMissing || filled.length > 4096 ? null : filled
}
