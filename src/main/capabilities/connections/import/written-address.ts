import { ProvostError } from '#contract/errors.ts'
import { type ParsedAddress, parseAddress } from '../../../fleet/registry/index.ts'
import { type FoundConnection, type SourceFile, unsaid } from './found-connection.ts'
import { isHost, isPlaceholder, isPlain } from './plain-value.ts'
import { fromFolder } from './tls-words.ts'
import type { Whereabouts } from './written-server.ts'

const invalid = (title: string, remedy: string): ProvostError => new ProvostError('connection.url-invalid', title, { remedy: [remedy] })

/**
 * A connection from a URL in a file. Relative SQLite paths are read from the file's folder, or from the one given.
 * Warnings that name parts of the URL are told without them: in a broken URL such a part may be the password.
 */
export const fromAddress = (where: Whereabouts, url: string, source: SourceFile, more: Partial<FoundConnection> = {}): FoundConnection => {
  const base: FoundConnection = { ...unsaid, ...where, ...more }
  let address: ParsedAddress
  try {
    address = parseAddress(url, source.folder ?? '/')
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    return { ...base, problem: withoutWords(error) }
  }
  const assumptions = [...base.assumptions, ...warningsOf(address)]
  if (address.engine === 'sqlite') return sqlite(base, address, url, source, assumptions)
  const { host, user, database, password } = address
  if (host === null || !isHost(host) || !isPlain(user ?? '') || !isPlain(database)) {
    return {
      ...base,
      problem: invalid(
        'The address holds characters that an import does not take.',
        'Add the connection by hand: provost connection add NAME --url URL',
      ),
    }
  }
  const isGuide = password !== null && isPlaceholder(password)
  if (isGuide) assumptions.push('The password is still the words of the guide, and was not taken.')
  if (!/:\d+(?:[/?]|$)/.test(url.replace(/^.*@/s, ''))) assumptions.push(`No port is set; ${address.port} is taken.`)
  const { ca, cert, key } = address.tlsFiles
  const file = (path: string | null): string | null => (path === null || !isPlain(path) ? null : fromFolder(path, source))
  return {
    ...base,
    engine: address.engine,
    host,
    port: address.port,
    user,
    database: database === '' ? null : database,
    password: isGuide ? null : password,
    tls: { mode: address.tlsMode, ca: file(ca), cert: file(cert), key: file(key) },
    connectTimeoutMs: address.connectTimeoutMs ?? base.connectTimeoutMs,
    assumptions,
  }
}

const sqlite = (
  base: FoundConnection,
  address: ParsedAddress,
  url: string,
  source: SourceFile,
  assumptions: readonly string[],
): FoundConnection => {
  if (!isPlain(address.database)) {
    return {
      ...base,
      problem: invalid(
        'The path holds characters that an import does not take.',
        'Add the connection by hand: provost connection add NAME --url FILE',
      ),
    }
  }
  // The same address read from two folders gives two paths where it is relative.
  const isRelative = parseAddress(url, '/a').database !== parseAddress(url, '/b').database
  if (isRelative && source.folder === null) {
    const words = 'The path is relative to the folder of the file, which is not known here.'
    return { ...base, engine: 'sqlite', assumptions: [...assumptions, words] }
  }
  const words = isRelative ? [`The path is relative; it is read from ${source.folder}.`] : []
  return { ...base, engine: 'sqlite', database: address.database, assumptions: [...assumptions, ...words] }
}

const known =
  /^"(allow|prefer|preferred|application_name|channel_binding|charset|connection_limit|options|pgbouncer|pool_timeout|schema|target_session_attrs)"$/i

const warningsOf = ({ engine, warnings }: ParsedAddress): string[] =>
  engine === 'sqlite' && warnings.length > 0
    ? ['Parameters after "?" are not used for SQLite.']
    : warnings.map((warning) => warning.replace(/".*"/s, (quoted) => (known.test(quoted) ? quoted : '"…"')))

/** The kind of database is quoted by the error; in a broken URL it may be something else. */
const withoutWords = (error: ProvostError): ProvostError =>
  error.code === 'connection.engine-unknown'
    ? new ProvostError(error.code, 'The address is for a kind of database that Provost does not know.', { remedy: error.remedy })
    : error
