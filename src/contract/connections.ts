import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { connectionName, instant } from './ids.ts'
import { procedure } from './procedure.ts'
import { queryPlan } from './query-plan.ts'
import { cells, resultColumn } from './values.ts'

export const engineKinds = ['postgres', 'mysql', 'sqlite'] as const
export type EngineKind = (typeof engineKinds)[number]
export const environments = ['production', 'staging', 'development'] as const
export type Environment = (typeof environments)[number]
export const tlsModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const
export type TlsMode = (typeof tlsModes)[number]
/** Where a login's password comes from: the vault, a person in each run of the console, or a command's first line. */
export const passwordSources = ['vault', 'ask', 'command'] as const
export type PasswordSource = (typeof passwordSources)[number]
/** A password older than this is due to be changed, where a connection says nothing else. */
export const defaultRotationDays = 90

/** A connection as the console shows it: everything but the secret. */
export const connection = z.object({
  name: connectionName,
  engine: z.enum(engineKinds),
  environment: z.enum(environments),
  /** `host:port`, or the file's path. */
  address: z.string(),
  host: z.string().nullable(),
  port: z.int().nullable(),
  user: z.string().nullable(),
  /** The database; for SQLite the file's path. */
  database: z.string(),
  /** The URL without any secret, for copying. */
  url: z.string(),
  readWrite: z.boolean(),
  /** The LMS owns its schema: no migration ever runs here. */
  external: z.boolean(),
  tls: z.object({
    mode: z.enum(tlsModes),
    ca: z.string().nullable(),
    cert: z.string().nullable(),
    key: z.string().nullable(),
    /** SHA-256 fingerprint of the one certificate this connection takes, whatever else the mode asks; null for none. */
    pin: z.string().nullable(),
  }),
  /** `USER@HOST[:PORT]` of the SSH server whose tunnel leads there. */
  ssh: z.string().nullable(),
  passwordFrom: z.enum(passwordSources),
  /** Where the password is, in words; null where none is stored. */
  passwordIn: z.enum(['keychain', 'file', 'memory']).nullable(),
  /** The program and its arguments that print the password; null where it comes from elsewhere. */
  passwordCommand: z.array(z.string()).nullable(),
  /** When the stored password was last set here; null where that is not known. */
  passwordChangedAt: instant.nullable(),
  passwordRotationDays: z.int(),
  pool: z.object({ size: z.int(), overflow: z.int(), prePing: z.boolean(), recycleSeconds: z.int(), connectTimeoutMs: z.int() }),
  createdAt: instant,
})
export type Connection = z.infer<typeof connection>

const poolSettings = z.object({
  size: z.int().min(1).max(100),
  overflow: z.int().min(0).max(200),
  prePing: z.boolean(),
  recycleSeconds: z.int().min(0),
  connectTimeoutMs: z.int().min(100).max(120_000),
})
const tlsFile = z.string().min(1).max(4096).nullable()
/** A program and its arguments, run without a shell; the first line it prints is the password. */
const passwordCommand = z.array(z.string().max(4096)).min(1).max(64)
const rotationDays = z.int().min(1).max(3650)

export const connectionDraft = z.object({
  name: z.string(),
  /** A URL, `file:` or bare path. A password in it goes to the vault and nowhere else. */
  url: z.string().min(1).max(4096),
  password: z.string().max(4096).optional(),
  /** Asked for in each run and never stored. */
  askPassword: z.boolean().optional(),
  passwordCommand: passwordCommand.optional(),
  passwordRotationDays: rotationDays.optional(),
  readWrite: z.boolean().default(false),
  external: z.boolean().default(false),
  environment: z.enum(environments).default('development'),
  tls: z
    .object({ mode: z.enum(tlsModes).optional(), ca: z.string().optional(), cert: z.string().optional(), key: z.string().optional() })
    .default({}),
  ssh: z.string().optional(),
  pool: poolSettings.partial().default({}),
})
export type ConnectionDraft = z.input<typeof connectionDraft>

/** What a kept connection becomes. What is not named keeps its value; null takes away. */
export const connectionChange = z.object({
  name: connectionName,
  /** The whole address anew: host, port, user and database. Its engine is the one the connection has. */
  url: z.string().min(1).max(4096).optional(),
  host: z.string().min(1).max(255).optional(),
  port: z.int().min(1).max(65_535).optional(),
  user: z.string().min(1).max(255).optional(),
  /** For SQLite the file's path. */
  database: z.string().max(4096).optional(),
  environment: z.enum(environments).optional(),
  readWrite: z.boolean().optional(),
  external: z.boolean().optional(),
  tls: z
    .object({ mode: z.enum(tlsModes), ca: tlsFile, cert: tlsFile, key: tlsFile })
    .partial()
    .default({}),
  ssh: z.string().min(1).nullable().optional(),
  pool: poolSettings.partial().default({}),
  /** Takes the place of the one in the vault; null leaves none there. */
  password: z.string().min(1).max(4096).nullable().optional(),
  askPassword: z.literal(true).optional(),
  passwordCommand: passwordCommand.optional(),
  passwordRotationDays: rotationDays.optional(),
  /** The password kept goes to another server or another account too. Without this, or another password, such a change is refused. */
  keepPassword: z.boolean().default(false),
  /** The connection's name, typed, where tenants would move with it to another server. */
  confirm: z.string().optional(),
})
export type ConnectionChange = z.input<typeof connectionChange>

/** How a connection is now. `ms` is the time to a first row. */
export const connectionHealth = z.object({
  connection: connectionName,
  state: z.enum(['ok', 'slow', 'failed', 'testing', 'unknown']),
  ms: z.number().nullable(),
  checkedAt: instant.nullable(),
  server: z.string().nullable(),
  problem: z
    .object({ code: z.string(), title: z.string(), detail: z.string(), remedy: z.array(z.string()), retryable: z.boolean() })
    .nullable(),
  /** When the certificate last seen ends; null where none was seen. */
  certificateExpiresAt: instant.nullable().optional(),
  /** What is due soon, in sentences: a certificate, a password. */
  warnings: z.array(z.string()).optional(),
})
export type ConnectionHealth = z.infer<typeof connectionHealth>

/** One look at a connection: how it was at that moment. */
export const healthSample = z.object({
  at: instant,
  state: z.enum(['ok', 'slow', 'failed']),
  ms: z.number().nullable(),
  /** The failure's code and sentence. */
  code: z.string().nullable(),
  title: z.string().nullable(),
})
export type HealthSample = z.infer<typeof healthSample>

export const healthHistory = z.object({
  connection: connectionName,
  /** Oldest first. What lies further back is kept more sparsely. */
  samples: z.array(healthSample),
  /** Of the looks that were answered, in milliseconds. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  failingSince: instant.nullable(),
  lastError: healthSample.nullable(),
  certificateExpiresAt: instant.nullable(),
})
export type HealthHistory = z.infer<typeof healthHistory>

const byName = z.object({ name: connectionName })

/** How long a statement that a person wrote may take, where nothing else is said. */
export const defaultQueryTimeoutMs = 60_000
export const longestQueryTimeoutMs = 3_600_000
const askedStatement = byName.extend({
  sql: z.string().min(1).max(1_000_000),
  timeoutMs: z.int().min(100).max(longestQueryTimeoutMs).default(defaultQueryTimeoutMs),
})

export const connections = {
  list: procedure('connections.read').output(z.object({ connections: z.array(connection) })),
  show: procedure('connections.read')
    .input(byName)
    .output(
      z.object({
        connection,
        tenants: z.array(z.string()),
        warnings: z.array(z.string()),
        adapter: z.object({ id: z.string(), missing: z.array(z.string()) }).nullable(),
      }),
    ),
  add: procedure('connections.manage')
    .input(connectionDraft)
    .output(z.object({ connection, warnings: z.array(z.string()) })),
  /** Changes a kept connection under the name it has. `changed` names the settings that are another now. */
  change: procedure('connections.manage')
    .input(connectionChange)
    .output(z.object({ connection, changed: z.array(z.string()), warnings: z.array(z.string()) })),
  remove: procedure('connections.manage')
    .input(byName.extend({ confirm: z.string().optional() }))
    .output(z.object({ removed: connectionName })),
  /** Takes one certificate for this connection by its SHA-256 fingerprint, whatever its chain says; null takes that back. */
  trustCertificate: procedure('connections.manage')
    .input(byName.extend({ sha256: z.string().max(200).nullable() }))
    .output(z.object({ connection })),
  /** The password of a connection that asks each time: kept in memory until the console ends. */
  givePassword: procedure('connections.manage')
    .input(byName.extend({ password: z.string().min(1).max(4096) }))
    .output(z.object({ connection })),
  /** How a connection was over the last days, for a chart. */
  history: procedure('connections.read')
    .input(byName.extend({ days: z.int().min(1).max(30).default(7) }))
    .output(healthHistory),
  /** One ping, now. */
  check: procedure('connections.read').input(byName).output(connectionHealth),
  /** The health of every connection: all of them first, then each as it changes. */
  watchHealth: procedure('connections.read', { deadlineMs: null }).output(eventIterator(connectionHealth)),
  /**
   * One read-only statement on a read-only session. A value too long arrives as its beginning; `cappedBy` says what ended the
   * reading before the statement's own end: the limit of rows, or the bytes of all of them.
   */
  query: procedure('tables.query', { deadlineMs: null })
    .input(askedStatement.extend({ limit: z.int().min(1).max(10_000).default(1000) }))
    .output(
      z.object({
        columns: z.array(resultColumn),
        rows: cells,
        truncated: z.boolean(),
        cappedBy: z.enum(['rows', 'bytes']).nullable(),
        ms: z.number(),
      }),
    ),
  /** How the database would run a statement; `measured` runs it, under the guard of every statement, and tells its times. */
  explain: procedure('tables.query', { deadlineMs: null })
    .input(askedStatement.extend({ measured: z.boolean().default(false) }))
    .output(queryPlan.extend({ ms: z.number() })),
}
