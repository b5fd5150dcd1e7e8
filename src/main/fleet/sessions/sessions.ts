import type { X509Certificate } from 'node:crypto'
import { ProvostError } from '#contract/errors.ts'
import type { TargetReference } from '#contract/ids.ts'
import type { Tenant } from '#contract/tenants.ts'
import { closeIdleTunnels, type Database, type Engine, type EngineConfig, type OpenOptions, redactStatement } from '../../engines/index.ts'
import type { ConnectionBook, ConnectionRecord, TenantRegistry } from '../registry/index.ts'
import { openPasswords, type PasswordLimits, type PasswordsOptions } from './passwords.ts'
import { openRotations, type Rotations } from './rotations.ts'

/** Where a target lives. */
export interface LocatedTarget {
  readonly record: ConnectionRecord
  /** Of the target's own database. */
  readonly config: EngineConfig
  readonly tenant: Tenant | null
  /** What a person calls it: the tenant's domain, or the connection's name (and database). */
  readonly label: string
}

/** A target, opened: the pool of its database, and what is known of where it lives. */
export interface OpenTarget extends Omit<LocatedTarget, 'config'> {
  readonly database: Database
}

export interface SessionsOptions extends PasswordsOptions {
  readonly book: ConnectionBook
  readonly tenants: TenantRegistry
  readonly engineOf: (kind: EngineConfig['engine']) => Engine
  /** The workspace. */
  readonly directory: string
  /** Told of each statement run, without the values in it. */
  readonly onStatement?: (sql: string) => void
}

/** The pools of the workspace: one per connection and database, opened when first asked for, closed in order of disuse. */
export interface Sessions {
  /** @throws ProvostError `connection.unknown`, `tenant.unknown`, `tenant.database-invalid` */
  open(target: TargetReference): OpenTarget
  /** Where a target lives, without opening anything; throws as `open` does. */
  locate(target: TargetReference): LocatedTarget
  /** What a session outside the pools logs in with. */
  loginOf(record: ConnectionRecord, readWrite: boolean): OpenOptions
  /** A pool of its own for a record that is not (yet) in the book; the caller closes it. */
  openRecord(record: ConnectionRecord, password: string | null): Database
  /**
   * What a login of a kept connection uses, from wherever it comes.
   * @throws ProvostError `connection.no-password`, `vault.*`
   */
  passwordOf(record: ConnectionRecord, limits?: PasswordLimits): Promise<string | null>
  /** Keeps the password of a connection that asks, until the console ends. */
  givePassword(record: ConnectionRecord, password: string): void
  forgetPassword(record: ConnectionRecord): void
  /** The certificate a connection's server showed last; null where none was seen in this run. */
  certificateOf(connection: string): { readonly expiresAt: string; readonly sha256: string } | null
  readonly rotations: Rotations
  /** Closes the pools of a connection, after what runs on them has ended. */
  release(connection: string): Promise<void>
  close(): Promise<void>
}

/** Beyond this many pools the one unused for longest is drained and closed: a survey of a thousand tenants leaves no thousand pools. */
const mostPools = 200

/** Whether sessions opened for one record are those of the other. The book gives the same record until it was changed. */
const leadsAlike = (one: ConnectionRecord, other: ConnectionRecord): boolean =>
  one === other || JSON.stringify([one.config, one.connection.pool]) === JSON.stringify([other.config, other.connection.pool])

const withDatabase = (config: EngineConfig, database: string | undefined): EngineConfig => {
  if (database === undefined || config.engine === 'sqlite') return config
  return { ...config, database }
}

export const openSessions = (options: SessionsOptions): Sessions => {
  const { book, tenants, onStatement } = options
  const passwords = openPasswords(options)
  const certificates = new Map<string, { readonly expiresAt: string; readonly sha256: string }>()
  // In order of use: a pool is put back at the end whenever it is asked for.
  const pools = new Map<string, { readonly record: ConnectionRecord; readonly database: Database }>()

  const optionsOf = (record: ConnectionRecord, password: () => Promise<string | null>, readWrite: boolean): OpenOptions => ({
    pool: record.connection.pool,
    readWrite,
    password,
    applicationName: 'Provost',
    onCertificate: ({ validTo, fingerprint256 }: X509Certificate) => {
      // Settings that are only being tried may bear the name of a connection.
      if (book.find(record.connection.name)?.vaultKey !== record.vaultKey) return
      certificates.set(record.connection.name, { expiresAt: new Date(validTo).toISOString(), sha256: fingerprint256 })
    },
    ...(onStatement === undefined ? {} : { onStatement: (sql: string) => onStatement(redactStatement(sql, record.config.engine)) }),
  })
  const openRecord = (record: ConnectionRecord, config: EngineConfig, password: () => Promise<string | null>): Database =>
    options.engineOf(config.engine).open(config, optionsOf(record, password, false))

  const rotations = openRotations({
    book,
    vault: options.vault,
    directory: options.directory,
    async prove(record, password) {
      const { pool: settings } = record.connection
      const single = { ...record, connection: { ...record.connection, pool: { ...settings, size: 1, overflow: 0 } } }
      const database = openRecord(single, record.config, async () => password)
      try {
        await database.ping()
      } finally {
        await database.close()
      }
    },
  })
  const passwordOf = async (record: ConnectionRecord, limits?: PasswordLimits): Promise<string | null> => {
    await rotations.beforeLogin(record)
    return passwords.of(record, limits)
  }

  const pool = (record: ConnectionRecord, database: string | undefined): Database => {
    const config = withDatabase(record.config, database)
    const key = JSON.stringify([record.connection.name, record.vaultKey, database ?? null])
    const present = pools.get(key)
    if (present !== undefined) {
      pools.delete(key)
      if (leadsAlike(present.record, record)) {
        pools.set(key, { record, database: present.database })
        return present.database
      }
      // Another console changed the connection.
      void present.database.close()
    }
    const opened = openRecord(record, config, () => passwordOf(record))
    pools.set(key, { record, database: opened })
    for (const [oldest, { database }] of pools) {
      if (pools.size <= mostPools) break
      pools.delete(oldest)
      void database.close()
    }
    return opened
  }

  const release = async (name: string): Promise<void> => {
    const ending = [...pools].filter(([, { record }]) => record.connection.name === name)
    for (const [key] of ending) pools.delete(key)
    certificates.delete(name)
    await Promise.all(ending.map(([, { database }]) => database.close()))
  }

  const locate = (target: TargetReference): LocatedTarget => {
    if (target.kind === 'connection') {
      const record = book.get(target.connection)
      const label = target.database === undefined ? target.connection : `${target.connection}/${target.database}`
      return { record, config: withDatabase(record.config, target.database), tenant: null, label }
    }
    const tenant = tenants.get(target.domain)
    if (tenant.connection === null || tenant.database === null) {
      throw new ProvostError('tenant.database-invalid', `${tenant.domain} has no database yet.`, {
        detail: `Its status is ${tenant.status}.`,
        remedy: ['Approve the tenant, which creates its database, or adopt an existing one.'],
      })
    }
    const record = book.get(tenant.connection)
    return { record, config: withDatabase(record.config, tenant.database), tenant, label: tenant.domain }
  }

  return {
    open(target) {
      const { record, tenant, label } = locate(target)
      const database = target.kind === 'connection' ? target.database : (tenant?.database ?? undefined)
      return { database: pool(record, database), record, tenant, label }
    },
    locate,
    loginOf: (record, readWrite) => optionsOf(record, () => passwordOf(record), readWrite),
    openRecord: (record, password) => openRecord(record, record.config, async () => password),
    passwordOf,
    rotations,
    givePassword: (record, password) => passwords.give(record, password),
    forgetPassword: (record) => passwords.forget(record),
    certificateOf: (connection) => certificates.get(connection) ?? null,
    release,
    async close() {
      const ending = [...pools.values()]
      pools.clear()
      await Promise.all(ending.map(({ database }) => database.close()))
      closeIdleTunnels()
    },
  }
}
