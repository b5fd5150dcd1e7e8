import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type FoundConnection, unsaid } from './found-connection.ts'
import { isHost, isPlaceholder, isPlain, readPort } from './plain-value.ts'

/** Where a connection was found and what it may be called. */
export type Whereabouts = Pick<FoundConnection, 'format' | 'file' | 'place' | 'called'>

/** A server as a file writes it, key by key; null or undefined where it has no such key. */
export interface WrittenServer {
  readonly engine: EngineKind | null
  readonly host?: string | null | undefined
  readonly port?: string | null | undefined
  readonly user?: string | null | undefined
  readonly database?: string | null | undefined
  readonly password?: string | null | undefined
}

/** The values are not in the words: one of them may be a password in the wrong place. */
const invalid = (title: string, remedy = 'Correct it in the file and import again.'): ProvostError =>
  new ProvostError('connection.url-invalid', title, { remedy: [remedy] })

const standardPort: Readonly<Record<EngineKind, number | null>> = { postgres: 5432, mysql: 3306, sqlite: null }

/** Checks what a file wrote and makes a connection of it; what cannot be taken is its `problem`. */
export const fromWritten = (where: Whereabouts, written: WrittenServer, more: Partial<FoundConnection> = {}): FoundConnection => {
  const assumptions = [...(more.assumptions ?? [])]
  const problems: ProvostError[] = more.problem ? [more.problem] : []
  const reading = { assumptions, problems }
  const user = plainOr(written.user, 'user', reading)
  const database = plainOr(written.database, 'database', reading)
  const password = passwordOf(written.password, reading)
  const host = hostOf(written.host, reading)
  const port = portOf(written, reading)
  return {
    ...unsaid,
    ...where,
    ...more,
    engine: written.engine,
    host,
    port,
    user,
    database,
    password,
    assumptions,
    problem: problems[0] ?? null,
  }
}

interface Reading {
  readonly assumptions: string[]
  readonly problems: ProvostError[]
}

const plainOr = (value: string | null | undefined, what: 'user' | 'database', { assumptions, problems }: Reading): string | null => {
  if (value === undefined || value === null || value === '') return null
  // A URL takes one or two dots for a folder.
  if (!isPlain(value) || value.length > 255 || /^\.{1,2}$/.test(value)) {
    problems.push(
      invalid(
        `The ${what} holds characters that an import does not take.`,
        'Add the connection by hand: provost connection add NAME --url URL',
      ),
    )
    return null
  }
  if (isPlaceholder(value)) assumptions.push(`The ${what} is still the words of the guide.`)
  return value
}

const passwordOf = (value: string | null | undefined, { assumptions, problems }: Reading): string | null => {
  if (value === undefined || value === null || value === '') return null
  if (isPlaceholder(value)) {
    assumptions.push('The password is still the words of the guide, and was not taken.')
    return null
  }
  if (value.length <= 4096) return value
  problems.push(invalid('The password is longer than 4,096 characters.'))
  return null
}

const hostOf = (value: string | null | undefined, { assumptions, problems }: Reading): string | null => {
  if (value === undefined || value === null || value === '') return null
  if (value.startsWith('/') || value.startsWith('@')) {
    problems.push(
      new ProvostError('connection.option-unsupported', 'The host is the folder of a socket; Provost connects over TCP.', {
        remedy: ['Have the server listen on localhost.', 'Then add the connection by hand: provost connection add NAME --url URL'],
      }),
    )
    return null
  }
  const [first = '', ...others] = value.split(',').map((host) => host.trim())
  const host = hostname(first.replace(/^\[(.*)\]$/, '$1'))
  if (host === null) {
    problems.push(invalid('The host is not a name or an address.'))
    return null
  }
  if (others.length > 0) assumptions.push(`${others.length + 1} hosts are listed; the first is taken.`)
  return host
}

/** The host as an address would have it: lower case, `127.1` in full. Null where it is none. */
const hostname = (host: string): string | null => {
  if (!isHost(host)) return null
  try {
    return new URL(`http://${host.includes(':') ? `[${host}]` : host}`).hostname.replace(/^\[|\]$/g, '')
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

const portOf = ({ engine, port: written }: WrittenServer, { assumptions, problems }: Reading): number | null => {
  const standard = engine === null ? null : standardPort[engine]
  if (written === undefined || written === null || written === '') {
    if (standard !== null) assumptions.push(`No port is set; ${standard} is taken.`)
    return standard
  }
  const port = readPort(written.split(',')[0]?.trim() ?? '')
  if (port === null) problems.push(invalid('The port is not a number from 1 to 65535.'))
  return port
}
