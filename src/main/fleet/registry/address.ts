import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { type EngineKind, type TlsMode, tlsModes } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'

/** What a URL, `file:` or bare path says, taken apart. The password leaves here for the vault and goes nowhere else. */
export interface ParsedAddress {
  readonly engine: EngineKind
  readonly host: string | null
  readonly port: number | null
  readonly user: string | null
  readonly password: string | null
  /** The database; for SQLite the file's absolute path. */
  readonly database: string
  readonly tlsMode: TlsMode | null
  readonly tlsFiles: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null }
  readonly connectTimeoutMs: number | null
  /** What was assumed or left aside, in words. */
  readonly warnings: readonly string[]
}

const schemes: Readonly<Record<string, EngineKind>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  file: 'sqlite',
}

const forms = [
  'postgresql://user@host:5432/database',
  'mysql://user@host:3306/database or mariadb://…',
  'sqlite:///path/to/file.db, file:/path/to/file.db, or the path itself',
]

/** The URL is never repeated in an error: it may hold a password. */
const invalid = (title: string, ...remedy: string[]): ProvostError =>
  new ProvostError('connection.url-invalid', title, { remedy: [...remedy, ...forms.map((form) => `Write it as ${form}.`)] })

/** Reads where a database is from a URL as the seed deployments write it, SQLAlchemy's `+driver` included, or from a path. */
export const parseAddress = (text: string, workingDirectory: string = process.cwd()): ParsedAddress => {
  const trimmed = text.trim()
  if (trimmed === '') throw invalid('The address is empty.')
  const scheme = /^([A-Za-z][A-Za-z0-9.]*)(?:\+[A-Za-z0-9_]+)?:/.exec(trimmed)
  if (scheme === null || /^[A-Za-z]:[\\/]/.test(trimmed)) return parsePath(trimmed, workingDirectory)
  const engine = schemes[scheme[1]?.toLowerCase() ?? '']
  if (engine === undefined) {
    if (/^[A-Za-z0-9.-]+:\d+(\/|$)/.test(trimmed)) throw invalid('The address names a host and a port, but no kind of database.')
    throw new ProvostError('connection.engine-unknown', `Provost does not know the kind of database "${scheme[1]}".`, {
      remedy: forms.map((form) => `Write it as ${form}.`),
    })
  }
  const rest = trimmed.slice(scheme[0].length)
  return engine === 'sqlite' ? sqliteAddress(rest, workingDirectory) : networkAddress(engine, rest)
}

const parsePath = (text: string, workingDirectory: string): ParsedAddress => {
  const expanded = text.startsWith('~/') ? resolve(homedir(), text.slice(2)) : resolve(workingDirectory, text)
  const looksLikePath = /^([./\\~]|[A-Za-z]:[\\/])/.test(text) || /\.(db|sqlite|sqlite3|db3)$/i.test(text) || existsSync(expanded)
  if (!looksLikePath) throw invalid('The address is neither a URL nor the path of a file.')
  return sqliteFile(expanded, [])
}

const sqliteFile = (path: string, warnings: readonly string[]): ParsedAddress => ({
  engine: 'sqlite',
  host: null,
  port: null,
  user: null,
  password: null,
  database: path,
  tlsMode: null,
  tlsFiles: { ca: null, cert: null, key: null },
  connectTimeoutMs: null,
  warnings,
})

/**
 * `sqlite:////a` is absolute everywhere. `sqlite:///a` is `/a` to most tools and `./a` to SQLAlchemy: the file that exists
 * decides, and the absolute one where neither does. What begins with `./` or `../` is never absolute.
 */
const sqliteAddress = (rest: string, workingDirectory: string): ParsedAddress => {
  const [path = '', query] = splitOnce(rest, '?')
  const warnings =
    query === undefined || query === '' ? [] : [`The parameters after "?" are not used for SQLite: ${query.replaceAll(/=[^&]*/g, '')}.`]
  const decoded = decode(path)
  if (decoded === ':memory:' || decoded === '//' || decoded === '///:memory:') {
    throw invalid('A database in memory has nothing to connect to.')
  }
  const slashes = /^\/*/.exec(decoded)?.[0].length ?? 0
  const bare = decoded.slice(slashes)
  if (bare === '') throw invalid('The address names no file.')
  if (/^[A-Za-z]:[\\/]/.test(bare)) return sqliteFile(resolve(bare), warnings)
  if (slashes === 2) {
    // file://host/path: only this machine's own files can be opened.
    const [authority, ...path] = bare.split('/')
    if (authority !== 'localhost') throw invalid('The address names a host, but a SQLite file has to be on this machine.')
    return sqliteFile(`/${path.join('/')}`, warnings)
  }
  if (slashes === 0) return sqliteFile(resolve(workingDirectory, bare), warnings)
  const absolute = `/${bare}`
  const relative = resolve(workingDirectory, bare)
  const saysRelative = /^\.\.?(\/|$)/.test(bare)
  const useRelative = slashes === 3 && (saysRelative || (!existsSync(absolute) && existsSync(relative)))
  return sqliteFile(useRelative ? relative : resolve(absolute), warnings)
}

const networkAddress = (engine: 'postgres' | 'mysql', rest: string): ParsedAddress => {
  if (!rest.startsWith('//')) throw invalid('The address lacks "//" after the kind of database.')
  const [, afterHost] = /^\/\/(?:[^/?#]*@)?(?:\[[^\]/?#]*\]|[^:/?#@]*):([^/?#@]*)(?=[/?]|$)/.exec(rest) ?? []
  // Not repeated: where the host is missing, it may be a password.
  if (afterHost !== undefined && afterHost !== '' && (!/^\d{1,5}$/.test(afterHost) || Number(afterHost) < 1 || Number(afterHost) > 65_535))
    throw invalid(
      'The port in the address is no number from 1 to 65535.',
      'Correct what stands between the : after the host and the next /.',
    )
  let url: URL
  try {
    // A scheme that URL treats as special, so that hosts and ports are checked.
    url = new URL(`http:${rest}`)
  } catch {
    throw invalid(
      'The address is not a URL that can be read.',
      'Percent-encode / ? # @ : and % inside the user name or password, for instance # as %23.',
    )
  }
  if (rest.slice(2).split('/')[0]?.includes('#') || rest.includes('#')) {
    throw invalid('The address holds a "#", which ends a URL.', 'Percent-encode # inside the password as %23.')
  }
  const warnings: string[] = []
  // URL drops port 80 as the default of the borrowed scheme.
  const writtenPort = /:(\d+)$/.exec(rest.slice(2).split(/[/?]/)[0] ?? '')?.[1]
  const port = writtenPort === undefined ? (engine === 'postgres' ? 5432 : 3306) : Number(writtenPort)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === '') throw invalid('The address names no host.')
  const user = url.username === '' ? null : decode(url.username)
  if (user === null) throw invalid('The address names no user.')
  const path = decode(url.pathname.replace(/^\//, ''))
  if (path.includes('/'))
    throw invalid('The address has more than one name after the host.', 'Percent-encode a / inside the password as %2F.')
  if (path === '' && engine === 'postgres') warnings.push('The address names no database; "postgres" is used.')
  const parameters = readParameters(url.searchParams, warnings)
  return {
    engine,
    host,
    port,
    user,
    password: url.password === '' ? null : decode(url.password),
    database: path === '' && engine === 'postgres' ? 'postgres' : path,
    ...parameters,
    warnings,
  }
}

const readParameters = (
  parameters: URLSearchParams,
  warnings: string[],
): Pick<ParsedAddress, 'tlsMode' | 'tlsFiles' | 'connectTimeoutMs'> => {
  let tlsMode: TlsMode | null = null
  let connectTimeoutMs: number | null = null
  const tlsFiles = { ca: null as string | null, cert: null as string | null, key: null as string | null }
  for (const [name, value] of parameters) {
    switch (name.toLowerCase()) {
      case 'sslmode':
      case 'ssl-mode':
        tlsMode = tlsModeOf(value, warnings)
        break
      case 'sslrootcert':
      case 'ssl_ca':
        tlsFiles.ca = value
        break
      case 'sslcert':
      case 'ssl_cert':
        tlsFiles.cert = value
        break
      case 'sslkey':
      case 'ssl_key':
        tlsFiles.key = value
        break
      case 'connect_timeout':
        if (!/^\d{1,4}$/.test(value)) throw invalid('connect_timeout is a number of seconds.')
        connectTimeoutMs = Math.max(100, Number(value) * 1000)
        break
      default:
        warnings.push(`The parameter "${name}" is not used.`)
    }
  }
  return { tlsMode, tlsFiles, connectTimeoutMs }
}

const tlsModeOf = (value: string, warnings: string[]): TlsMode | null => {
  const lower = value.toLowerCase().replaceAll('_', '-')
  const mode = tlsModes.find((candidate) => candidate === lower)
  if (mode !== undefined) return mode
  if (lower === 'disabled') return 'disable'
  if (lower === 'required') return 'require'
  if (lower === 'verify-identity') return 'verify-full'
  if (lower === 'prefer' || lower === 'preferred' || lower === 'allow') {
    warnings.push(`sslmode "${value}" may end without encryption unseen; Provost uses its own default instead.`)
    return null
  }
  throw invalid('sslmode is one of disable, require, verify-ca, verify-full.')
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalid('The address holds a % that does not begin an encoded character.', 'Percent-encode % itself as %25.')
  }
}

const splitOnce = (text: string, separator: string): [string, string | undefined] => {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)]
}

/** Whether a host is this machine itself, by name or address; nothing leaves it there. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
