import type { FoundConnection, FoundInFile, SourceFile } from '../found-connection.ts'
import { readTls } from '../tls-words.ts'
import { fromWritten } from '../written-server.ts'
import { type IniSection, libpqStyle, oddLinesRemark, readIni } from './ini-text.ts'

/** The services of a pg_service.conf, by libpq's keys and defaults. */
export const readPgService = (source: SourceFile): FoundInFile => {
  const { sections, oddLines } = readIni(source.text, libpqStyle)
  const remarks = oddLinesRemark(oddLines)
  const connections = [...sections].map(([name, section]) => connect(name, section, source))
  if (connections.length === 0) remarks.push('It names no service.')
  return { connections, remarks }
}

const connect = (name: string, section: IniSection, source: SourceFile): FoundConnection => {
  const assumptions = ['Nothing says which environment this is; development is taken.']
  const host = section.get('host') || section.get('hostaddr') || null
  if (host === null) assumptions.push('No host is set; localhost is taken, where libpq would use a socket.')
  const user = section.get('user')
  const database = section.get('dbname') || user
  if (!section.get('dbname') && user) assumptions.push('No dbname is set; libpq takes the user’s name.')
  const tls = readTls(
    {
      mode: section.get('sslmode') || (section.get('sslrootcert') === 'system' ? 'verify-full' : null),
      ca: section.get('sslrootcert'),
      cert: section.get('sslcert'),
      key: section.get('sslkey'),
    },
    source,
  )
  const timeout = /^\d{1,4}$/.test(section.get('connect_timeout') ?? '') ? Number(section.get('connect_timeout')) : 0
  return fromWritten(
    { format: 'pg_service', file: source.label, place: /^[\w.: -]{1,60}$/.test(name) ? `[${name}]` : 'a service', called: name },
    { engine: 'postgres', host: host ?? 'localhost', port: section.get('port'), user, database, password: section.get('password') },
    { tls: tls.tls, connectTimeoutMs: timeout > 0 ? timeout * 1000 : null, assumptions: [...assumptions, ...tls.assumptions] },
  )
}
