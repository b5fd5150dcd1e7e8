import type { FoundConnection, FoundInFile, SourceFile } from '../found-connection.ts'
import { isHost, isPlain, readPort } from '../plain-value.ts'
import { fromWritten } from '../written-server.ts'
import { oddLinesRemark } from './ini-text.ts'

/** A line of a .pgpass file; null in a field stands for `*`. */
export interface PasswordLine {
  readonly host: string | null
  readonly port: string | null
  readonly database: string | null
  readonly user: string | null
  readonly password: string
}

/** The lines of a .pgpass file: those without `*` are connections, and each gives its password to what it matches. */
export const readPgpass = (source: SourceFile): FoundInFile & { readonly lines: readonly PasswordLine[] } => {
  const lines: PasswordLine[] = []
  const connections: FoundConnection[] = []
  const odd: number[] = []
  for (const [index, text] of source.text.split(/\r\n|\r|\n/).entries()) {
    if (text.trim() === '' || text.startsWith('#')) continue
    const line = readLine(text)
    if (line === null) {
      odd.push(index + 1)
      continue
    }
    lines.push(line)
    const { host, port, database, user, password } = line
    if (host === null || port === null || database === null || user === null) continue
    connections.push(
      fromWritten(
        { format: 'pgpass', file: source.label, place: `line ${index + 1}`, called: database },
        { engine: 'postgres', host, port, database, user, password },
        { assumptions: ['Nothing says which environment this is; development is taken.'] },
      ),
    )
  }
  const wild = lines.length - connections.length
  const remarks = oddLinesRemark(odd)
  if (wild > 0) remarks.push(`${wild === 1 ? 'One line has' : `${wild} lines have`} a *: it fills in passwords and is no connection.`)
  return { connections, remarks, lines }
}

/** The five fields, as written. libpq ends the password at a colon too, unless `\` stands before it. */
const fieldsOf = (text: string): string[] => {
  const fields = ['']
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? ''
    if (letter === ':' && fields.length === 5) break
    if (letter === ':') fields.push('')
    else if (letter === '\\') {
      fields[fields.length - 1] += letter + (text[at + 1] ?? '')
      at += 1
    } else fields[fields.length - 1] += letter
  }
  return fields
}

const plain = (field: string): string => field.replaceAll(/\\(.)/g, '$1')

const readLine = (text: string): PasswordLine | null => {
  const fields = fieldsOf(text)
  const [host, port, database, user] = fields.slice(0, 4).map((field) => (field === '*' ? null : plain(field)))
  const password = fields[4]
  if (host === undefined || port === undefined || database === undefined || user === undefined || password === undefined) return null
  const isPort = port === null || readPort(port) !== null
  const isPlace = host === null || isHost(host) || host.startsWith('/')
  const areNames = [database, user].every((name) => name === null || (name !== '' && isPlain(name)))
  return isPort && isPlace && areNames ? { host, port, database, user, password: plain(password) } : null
}

/** The password that libpq would find for a connection: the first line that fits. */
export const passwordFor = (found: FoundConnection, lines: readonly PasswordLine[]): string | null => {
  if (found.engine !== 'postgres') return null
  const fits = (line: PasswordLine): boolean =>
    (line.host === null || line.host === found.host) &&
    (line.port === null || Number(line.port) === found.port) &&
    (line.database === null || line.database === found.database) &&
    (line.user === null || line.user === found.user)
  return lines.find(fits)?.password || null
}
