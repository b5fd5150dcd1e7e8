import type { Connection, TlsMode } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type ParsedAddress, parseAddress } from '../../../fleet/registry/index.ts'
import type { Place } from '../place.ts'
import type { Change } from './change.ts'

/** Where a connection leads after a change, and what an address brings along beside the place itself. */
export interface ChangedPlace {
  readonly place: Place
  readonly password: string | null
  readonly tls: { readonly mode: TlsMode | null; readonly files: ParsedAddress['tlsFiles'] }
  readonly connectTimeoutMs: number | null
  readonly warnings: readonly string[]
}

const unsupported = (title: string, ...remedy: string[]): ProvostError =>
  new ProvostError('connection.option-unsupported', title, { remedy })

const writtenUrl = ({ engine, host, port, user, database }: Place): string => {
  const authority = host?.includes(':') === true ? `[${host}]` : (host ?? '')
  return `${engine}://${encodeURIComponent(user ?? '')}@${authority}${port === null ? '' : `:${port}`}/${encodeURIComponent(database)}`
}

/** The address as text, so that parts and a whole URL are read and refused by the same rules; null where none is named. */
const addressText = (present: Connection, change: Change): string | null => {
  const { url, host, port, user, database } = change
  const named = [host, port, user, database].some((part) => part !== undefined)
  if (url !== undefined) {
    if (named) throw unsupported('The address is given twice, as a URL and by its parts.', 'Give one of them.')
    return url
  }
  if (!named) return null
  if (present.engine === 'sqlite') {
    if (host !== undefined || port !== undefined || user !== undefined)
      throw unsupported('A SQLite file has no host, port or user.', 'Give its path as the database.')
    return database ?? null
  }
  // These would end the host inside a URL, and what follows would be read as something else.
  if (host !== undefined && /[\s/@?#\\%]/.test(host))
    throw new ProvostError('connection.url-invalid', 'The host is a name or an address, without a user, port or path.', {
      remedy: ['Give the port and the user by themselves.'],
    })
  const place = { ...present, host: host?.replace(/^\[|\]$/g, '') ?? present.host, port: port ?? present.port }
  return writtenUrl({ ...place, user: user ?? present.user, database: database ?? present.database })
}

/**
 * Reads the address of a change. What it does not name stays to the letter.
 * @throws ProvostError `connection.url-invalid`, `connection.engine-unknown`, `connection.option-unsupported`
 */
export const changedPlace = (present: Connection, change: Change): ChangedPlace => {
  const text = addressText(present, change)
  if (text === null) {
    const tls = { mode: null, files: { ca: null, cert: null, key: null } }
    return { place: present, password: null, tls, connectTimeoutMs: null, warnings: [] }
  }
  const { engine, host, port, user, database, ...read } = parseAddress(text)
  if (engine !== present.engine)
    throw unsupported(
      `${present.name} is a connection of another kind: its engine does not change.`,
      'Add the other database as a connection of its own.',
    )
  return {
    place: { engine, host, port, user, database },
    password: read.password === '' ? null : read.password,
    tls: { mode: read.tlsMode, files: read.tlsFiles },
    connectTimeoutMs: read.connectTimeoutMs,
    warnings: read.warnings,
  }
}
