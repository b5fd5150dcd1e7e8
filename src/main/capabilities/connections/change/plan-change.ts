import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { parseSshTarget } from '../../../engines/index.ts'
import { type ConnectionRecord, isLoopback } from '../../../fleet/registry/index.ts'
import { describePlace, refuseInsecure, unusedTlsFiles } from '../place.ts'
import type { Change } from './change.ts'
import { type ChangedPassword, changedPassword, refuseElsewhere } from './changed-password.ts'
import { type ChangedPlace, changedPlace } from './changed-place.ts'

/** A change worked out and found allowed, with nothing done yet. */
export interface ChangePlan {
  readonly record: ConnectionRecord
  readonly password: ChangedPassword
  /** The settings that are another afterwards, without the password. */
  readonly changed: readonly (keyof Connection)[]
  /** Another server, file or tunnel. */
  readonly movesServer: boolean
  readonly warnings: readonly string[]
}

/** What follows from the others, and what no change touches. */
const derived: ReadonlySet<string> = new Set(['address', 'url', 'passwordIn', 'passwordChangedAt', 'createdAt', 'name', 'engine'])

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const refuseForFile = (change: Change): void => {
  const hasTls = Object.values(change.tls).some((value) => value !== undefined)
  if (!hasTls && change.ssh === undefined) return
  throw new ProvostError('connection.option-unsupported', 'A SQLite file is on this machine: it takes no TLS and no tunnel.', {
    remedy: ['Leave the --tls options and --ssh out.'],
  })
}

const chosen = <Value>(named: Value | undefined, present: Value): Value => (named === undefined ? present : named)

const tlsAfter = (present: Connection['tls'], change: Change, { mode, files }: ChangedPlace['tls'], moves: boolean): Connection['tls'] => ({
  mode: change.tls.mode ?? mode ?? present.mode,
  ca: chosen(change.tls.ca, files.ca ?? present.ca),
  cert: chosen(change.tls.cert, files.cert ?? present.cert),
  key: chosen(change.tls.key, files.key ?? present.key),
  // It was this one server's certificate that somebody looked at.
  pin: moves ? null : present.pin,
})

const poolAfter = (present: Connection['pool'], { pool }: Change, connectTimeoutMs: number | null): Connection['pool'] => ({
  size: pool.size ?? present.size,
  overflow: pool.overflow ?? present.overflow,
  prePing: pool.prePing ?? present.prePing,
  recycleSeconds: pool.recycleSeconds ?? present.recycleSeconds,
  connectTimeoutMs: pool.connectTimeoutMs ?? connectTimeoutMs ?? present.connectTimeoutMs,
})

const warningsOf = (present: Connection, after: Connection, movesAccount: boolean, keptPassword: boolean): string[] => {
  const { tls, host } = after
  const newFiles = [tls.ca, tls.cert, tls.key].filter((file) => file !== null && !Object.values(present.tls).includes(file))
  const nowFile = after.engine === 'sqlite' && after.database !== present.database ? [after.database] : []
  return [
    ...[...newFiles, ...nowFile].filter((file) => file !== null && !existsSync(file)).map((file) => `There is no file ${file} now.`),
    ...(same(tls, present.tls) ? [] : unusedTlsFiles(tls)),
    ...(present.tls.pin !== null && tls.pin === null
      ? ['The trusted certificate was that of the server before, and is trusted no more.']
      : []),
    ...(movesAccount && keptPassword ? [`The password kept is now for ${after.user ?? 'nobody in particular'} at ${after.address}.`] : []),
    ...(movesAccount && after.passwordFrom === 'ask' ? ['The password is asked for anew.'] : []),
    ...(after.engine !== 'sqlite' && tls.mode === 'disable' && host !== null && !isLoopback(host) && after.ssh === null
      ? [`TLS is off, and ${host} is not this machine: whoever is on the way can read along.`]
      : []),
  ]
}

/**
 * What a kept connection becomes. Nothing is stored and nothing is contacted.
 * @throws ProvostError `connection.url-invalid`, `connection.engine-unknown`, `connection.option-unsupported`,
 *   `connection.insecure-refused`, `confirmation.password`
 */
export const planChange = (kept: ConnectionRecord, change: Change): ChangePlan => {
  const present = kept.connection
  const isFile = present.engine === 'sqlite'
  if (isFile) refuseForFile(change)
  const { place, password: inAddress, ...read } = changedPlace(present, change)
  const ssh = change.ssh === undefined ? present.ssh : change.ssh === null ? null : parseSshTarget(change.ssh).words
  const movesServer = isFile
    ? place.database !== present.database
    : place.host !== present.host || place.port !== present.port || ssh !== present.ssh
  const movesAccount = movesServer || place.user !== present.user
  const environment = change.environment ?? present.environment
  const tls = tlsAfter(present.tls, change, read.tls, movesServer)
  const host = place.host ?? 'localhost'
  if (!isFile) refuseInsecure({ mode: tls.mode, host, environment, tunnelled: ssh !== null })
  const password = changedPassword(present, change, inAddress)
  const { config, url, address } = describePlace(place, tls, ssh)
  if (movesAccount && !password.isAnother && !change.keepPassword) refuseElsewhere(present, { user: place.user, address })
  const { host: at, port, user, database } = place
  const keepsStored = password.stored === 'kept'
  const after: Connection = {
    ...present,
    environment,
    address,
    host: at,
    port,
    user,
    database,
    url,
    readWrite: change.readWrite ?? present.readWrite,
    external: change.external ?? present.external,
    tls,
    ssh,
    ...password.settings,
    passwordIn: keepsStored ? present.passwordIn : null,
    passwordChangedAt: keepsStored ? present.passwordChangedAt : null,
    pool: poolAfter(present.pool, change, read.connectTimeoutMs),
  }
  const keys = Object.keys(after) as (keyof Connection)[]
  const changed = keys.filter((key) => !derived.has(key) && !same(after[key], present[key]))
  // Under a new key: whatever another console still holds in memory for the old one is not for this account. What the vault keeps stays where it is.
  const staysInVault = keepsStored && present.passwordIn !== null
  const renewsKey = password.stored === 'replaced' || ((movesAccount || password.isAnother) && !staysInVault)
  return {
    record: {
      connection: after,
      // To the letter as it was where the place is the same.
      config: changed.length === 0 ? kept.config : config,
      vaultKey: renewsKey ? `connection:${randomUUID()}` : kept.vaultKey,
    },
    password,
    changed,
    movesServer,
    warnings: [...read.warnings, ...warningsOf(present, after, movesAccount, staysInVault)],
  }
}
