import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { z } from 'zod'
import { type Connection, type connectionDraft, defaultRotationDays } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { connectionName } from '#contract/ids.ts'
import { defaultPool, type PoolSettings, parseSshTarget, tunnelConnectTimeoutMs } from '../../engines/index.ts'
import { type ConnectionRecord, isLoopback, type ParsedAddress, parseAddress } from '../../fleet/registry/index.ts'
import { describePlace, refuseInsecure, unusedTlsFiles } from './place.ts'

/** A connection ready to be kept, the password that came with it, and what the person should know. */
export interface NewConnection {
  readonly record: ConnectionRecord
  readonly password: string | null
  readonly warnings: readonly string[]
}

type Draft = z.output<typeof connectionDraft>

const nameOf = (name: string): Connection['name'] => {
  const parsed = connectionName.safeParse(name)
  if (parsed.success) return parsed.data
  throw new ProvostError(
    'connection.name-invalid',
    'The name of a connection is 1 to 63 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.',
    {
      remedy: ['Choose another name, for instance northfield-ro.'],
    },
  )
}

const tlsOf = (draft: Draft, address: ParsedAddress, host: string): Connection['tls'] => ({
  // Names on certificates are checked unless the server is this machine itself.
  mode: draft.tls.mode ?? address.tlsMode ?? (isLoopback(host) ? 'disable' : 'verify-full'),
  ca: draft.tls.ca ?? address.tlsFiles.ca,
  cert: draft.tls.cert ?? address.tlsFiles.cert,
  key: draft.tls.key ?? address.tlsFiles.key,
  pin: null,
})

const poolOf = (draft: Draft, address: ParsedAddress): PoolSettings => ({
  size: draft.pool.size ?? defaultPool.size,
  overflow: draft.pool.overflow ?? defaultPool.overflow,
  prePing: draft.pool.prePing ?? defaultPool.prePing,
  recycleSeconds: draft.pool.recycleSeconds ?? defaultPool.recycleSeconds,
  connectTimeoutMs:
    draft.pool.connectTimeoutMs ??
    address.connectTimeoutMs ??
    (draft.ssh === undefined ? defaultPool.connectTimeoutMs : tunnelConnectTimeoutMs),
})

/** At most one source; a password together with another source is a contradiction and refused, not half followed. */
const passwordSource = (
  { askPassword = false, passwordCommand, passwordRotationDays = defaultRotationDays }: Draft,
  password: string | null,
  now: Date,
): Pick<Connection, 'passwordFrom' | 'passwordCommand' | 'passwordChangedAt' | 'passwordRotationDays'> => {
  const sources = [askPassword, passwordCommand !== undefined, password !== null].filter((given) => given).length
  if (sources > 1) {
    throw new ProvostError('connection.option-unsupported', 'A connection has one source of its password.', {
      remedy: ['Give a password to be stored, or --ask-password, or --password-command.'],
    })
  }
  return {
    passwordFrom: askPassword ? 'ask' : passwordCommand === undefined ? 'vault' : 'command',
    passwordCommand: passwordCommand ?? null,
    passwordChangedAt: password === null ? null : now.toISOString(),
    passwordRotationDays,
  }
}

const noTls: Connection['tls'] = { mode: 'disable', ca: null, cert: null, key: null, pin: null }

/**
 * Reads a draft into a connection that can be kept. Nothing is stored and nothing is contacted.
 * @throws ProvostError `connection.name-invalid`, `connection.url-invalid`, `connection.engine-unknown`,
 *   `connection.option-unsupported`, `connection.insecure-refused`
 */
export const buildRecord = (draft: Draft, now: Date): NewConnection => {
  const name = nameOf(draft.name)
  const address = parseAddress(draft.url)
  const warnings = [...address.warnings]
  const isFile = address.engine === 'sqlite'
  if (isFile && (draft.tls.mode ?? draft.tls.ca ?? draft.tls.cert ?? draft.tls.key) !== undefined) {
    throw new ProvostError('connection.option-unsupported', 'TLS is for servers; a SQLite file has none.', {
      remedy: ['Leave the --tls options out.'],
    })
  }
  if (isFile && (draft.password !== undefined || draft.askPassword === true)) {
    throw new ProvostError('connection.option-unsupported', 'A SQLite file takes no password.', { remedy: ['Leave the password out.'] })
  }
  if (isFile && (draft.ssh ?? draft.passwordCommand) !== undefined) {
    throw new ProvostError('connection.option-unsupported', 'A SQLite file is on this machine: it takes no tunnel and no password.', {
      remedy: ['Leave --ssh and the password options out.'],
    })
  }
  const host = address.host ?? 'localhost'
  const tls = isFile ? noTls : tlsOf(draft, address, host)
  if (!isFile) refuseInsecure({ mode: tls.mode, host, environment: draft.environment, tunnelled: draft.ssh !== undefined })
  for (const file of [tls.ca, tls.cert, tls.key]) {
    if (file !== null && !existsSync(file)) warnings.push(`There is no file ${file} now.`)
  }
  warnings.push(...unusedTlsFiles(tls))
  if (isFile && !existsSync(address.database)) warnings.push(`There is no file at ${address.database} now.`)
  if (address.password !== null) {
    warnings.push('The address held a password. It was taken into the vault and out of the address; your shell may remember it.')
  }
  const ssh = draft.ssh === undefined ? null : parseSshTarget(draft.ssh).words
  const described = describePlace(address, tls, ssh)
  const password = (draft.password ?? address.password) || null
  const connection: Connection = {
    name,
    engine: address.engine,
    environment: draft.environment,
    address: described.address,
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    url: described.url,
    readWrite: draft.readWrite,
    external: draft.external,
    tls,
    ssh,
    ...passwordSource(draft, password, now),
    passwordIn: null,
    pool: poolOf(draft, address),
    createdAt: now.toISOString(),
  }
  return {
    record: { connection, config: described.config, vaultKey: `connection:${randomUUID()}` },
    password,
    warnings,
  }
}
