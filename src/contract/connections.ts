import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { connectionName, instant } from './ids.ts'
import { procedure } from './procedure.ts'
import { cells, resultColumn } from './values.ts'

export const engineKinds = ['postgres', 'mysql', 'sqlite'] as const
export type EngineKind = (typeof engineKinds)[number]
export const environments = ['production', 'staging', 'development'] as const
export type Environment = (typeof environments)[number]
export const tlsModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const
export type TlsMode = (typeof tlsModes)[number]

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
  tls: z.object({ mode: z.enum(tlsModes), ca: z.string().nullable(), cert: z.string().nullable(), key: z.string().nullable() }),
  ssh: z.string().nullable(),
  /** Where the password is, in words; null where none is stored. */
  passwordIn: z.enum(['keychain', 'file', 'memory']).nullable(),
  pool: z.object({ size: z.int(), overflow: z.int(), prePing: z.boolean(), recycleSeconds: z.int(), connectTimeoutMs: z.int() }),
  createdAt: instant,
})
export type Connection = z.infer<typeof connection>

export const connectionDraft = z.object({
  name: z.string(),
  /** A URL, `file:` or bare path. A password in it goes to the vault and nowhere else. */
  url: z.string().min(1).max(4096),
  password: z.string().max(4096).optional(),
  readWrite: z.boolean().default(false),
  external: z.boolean().default(false),
  environment: z.enum(environments).default('development'),
  tls: z
    .object({ mode: z.enum(tlsModes).optional(), ca: z.string().optional(), cert: z.string().optional(), key: z.string().optional() })
    .default({}),
  ssh: z.string().optional(),
  pool: z
    .object({
      size: z.int().min(1).max(100),
      overflow: z.int().min(0).max(200),
      prePing: z.boolean(),
      recycleSeconds: z.int().min(0),
      connectTimeoutMs: z.int().min(100).max(120_000),
    })
    .partial()
    .default({}),
})
export type ConnectionDraft = z.input<typeof connectionDraft>

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
})
export type ConnectionHealth = z.infer<typeof connectionHealth>

const byName = z.object({ name: connectionName })

export const connections = {
  list: procedure('connections.read').output(z.object({ connections: z.array(connection) })),
  show: procedure('connections.read')
    .input(byName)
    .output(
      z.object({
        connection,
        tenants: z.array(z.string()),
        adapter: z.object({ id: z.string(), missing: z.array(z.string()) }).nullable(),
      }),
    ),
  add: procedure('connections.manage')
    .input(connectionDraft)
    .output(z.object({ connection, warnings: z.array(z.string()) })),
  remove: procedure('connections.manage')
    .input(byName.extend({ confirm: z.string().optional() }))
    .output(z.object({ removed: connectionName })),
  /** One ping, now. */
  check: procedure('connections.read').input(byName).output(connectionHealth),
  /** The health of every connection: all of them first, then each as it changes. */
  watchHealth: procedure('connections.read', { deadlineMs: null }).output(eventIterator(connectionHealth)),
  /** One read-only statement on a read-only session. */
  query: procedure('tables.query', { deadlineMs: null })
    .input(byName.extend({ sql: z.string().min(1).max(1_000_000), limit: z.int().min(1).max(10_000).default(1000) }))
    .output(z.object({ columns: z.array(resultColumn), rows: cells, truncated: z.boolean(), ms: z.number() })),
}
