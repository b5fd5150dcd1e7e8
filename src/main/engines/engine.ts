import type { X509Certificate } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { EngineKind, TlsMode } from '#contract/connections.ts'
import type { Filter, SortTerm, TableDescription, TableEntry, TableReference } from '#contract/tables.ts'
import type { Cell, ResultColumn } from '#contract/values.ts'
import type { Pooler } from './pooler.ts'
import type { SchemaModel } from './schema-model/index.ts'

/** Where a database is and how to get in, parsed from whatever the person gave; never a URL again after this. */
export type EngineConfig =
  | {
      readonly engine: 'postgres' | 'mysql'
      readonly host: string
      readonly port: number
      readonly user: string | null
      readonly database: string
      /** `USER@HOST[:PORT]` of the SSH server whose tunnel leads there; `host` is then as that server sees it. */
      readonly ssh?: string | null
      readonly tls: {
        readonly mode: TlsMode
        readonly ca: string | null
        readonly cert: string | null
        readonly key: string | null
        /** SHA-256 fingerprint of the one certificate that is taken, whatever the mode and the chain say; null for none. */
        readonly pin?: string | null
      }
    }
  | { readonly engine: 'sqlite'; readonly path: string }

/** Defaults are those of the seed deployments: 10 kept, 20 more under load, pinged before use, renewed after an hour, 2 s to connect. */
export interface PoolSettings {
  readonly size: number
  readonly overflow: number
  readonly prePing: boolean
  readonly recycleSeconds: number
  readonly connectTimeoutMs: number
}
export const defaultPool: PoolSettings = { size: 10, overflow: 20, prePing: true, recycleSeconds: 3600, connectTimeoutMs: 2000 }

/** A hop of its own, and the hosts it jumps over, may take longer than a database's answer. */
export const tunnelConnectTimeoutMs = 10_000

export interface OpenOptions {
  readonly pool: PoolSettings
  /** False (the default everywhere) opens sessions that the database itself keeps from writing. */
  readonly readWrite: boolean
  /** Asked at each login, so that a password is never kept in a config object. */
  readonly password: () => Promise<string | null>
  /** What the server's session list shows. */
  readonly applicationName: string
  /** Told of each statement run, without its parameters but with its literals: whoever shows it redacts it. */
  readonly onStatement?: (sql: string) => void
  /** Told of the server's certificate at each login over TLS. */
  readonly onCertificate?: (certificate: X509Certificate) => void
}

/** SQL text with its bound values, as Kysely compiles it. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export interface RunOptions {
  /** Aborting cancels the statement in the server, not only the wait for it. */
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/** How much of the answer of somebody else's statement is read. */
export interface QueryBounds {
  readonly limit: number
  /** Values longer than this many bytes arrive as `$cut`. Without it nothing is cut. */
  readonly cellBytes?: number
  /** Bytes of cells at most; at least one row comes. Without it only rows are counted. */
  readonly maxBytes?: number
}

/** Rows as arrays in the order of the columns, so that two columns of one name both survive. */
export interface Rows {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Cell[])[]
}

/** The rows of somebody else's statement. */
export interface ForeignRows extends Rows {
  readonly truncated: boolean
  /** What ended the reading before the statement's own end. */
  readonly cappedBy: 'rows' | 'bytes' | null
}

export interface TableQuery {
  readonly table: TableReference
  readonly sort: readonly SortTerm[]
  readonly filters: readonly Filter[]
  /** Rows at most. */
  readonly limit: number
  /** Bytes of cells at most; a page ends early, never in the middle of a row, and always holds at least one. */
  readonly maxBytes: number
  readonly place:
    | { readonly from: 'start' }
    | { readonly from: 'after' | 'before'; readonly cursor: string }
    | { readonly from: 'position'; readonly position: number }
  readonly cellBytes?: number
  /** Columns whose values must not leave the database. */
  readonly hidden: readonly string[]
}

export interface TablePage extends Rows {
  readonly next: string | null
  readonly previous: string | null
  readonly pagedBy: 'key' | 'row-address' | 'offset'
  readonly cappedByBytes: boolean
}

export interface ServerFacts {
  /** The name in the server's own version sentence: PostgreSQL, MariaDB, MySQL, SQLite, CockroachDB… */
  readonly flavour: string
  readonly version: string
}

/** Any tables: the catalogue is not known when this is compiled. */
export type AnyTables = Record<string, Record<string, unknown>>

/** A foreign key or column as introspection sees it, for all tables at once: what recognition works from. */
export interface CatalogTable extends TableReference {
  readonly kind: TableEntry['kind']
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly kind: ResultColumn['kind']
    readonly nullable: boolean
    readonly keyPosition: number | null
  }[]
}

/** One open database: a pool of guarded sessions. Everything throws `ProvostError`. */
export interface Database {
  readonly engine: EngineKind
  /** Builds and compiles statements in the engine's dialect; it executes nothing: `read` does. */
  readonly kysely: Kysely<AnyTables>
  server(options?: RunOptions): Promise<ServerFacts>
  /** One trip to the server and back, on a fresh or proven session; milliseconds. */
  ping(options?: RunOptions): Promise<number>
  /** Tables and views with their columns: one or two statements however many tables there are. */
  catalog(options?: RunOptions): Promise<readonly CatalogTable[]>
  tables(options?: RunOptions): Promise<readonly TableEntry[]>
  /** The whole schema as data, for comparing: few statements however many tables there are. */
  schemaModel(options?: RunOptions & { readonly ledgers?: boolean }): Promise<SchemaModel>
  describe(table: TableReference, options?: RunOptions): Promise<TableDescription>
  /** Bytes the database takes on its disk; null where this login may not know. */
  size(options?: RunOptions): Promise<number | null>
  /** What stands between this and its server. */
  pooler(options?: RunOptions): Promise<Pooler>
  /** Provost's own statement, on a read-only session. */
  read(statement: Statement, options?: RunOptions): Promise<Rows>
  /** The same, in batches, never holding the whole result; a stable snapshot where the engine has one. */
  stream(statement: Statement, options?: RunOptions & { readonly batchRows?: number }): AsyncIterable<Rows>
  /** A statement somebody else wrote: one statement, extended protocol, read-only transaction, rolled back. */
  query(sql: string, options: RunOptions & QueryBounds): Promise<ForeignRows>
  /** One page of a table by keyset. */
  page(query: TableQuery, options?: RunOptions): Promise<TablePage>
  /** The statement `page` would run for all rows, for `stream`. */
  allRows(
    query: Pick<TableQuery, 'table' | 'sort' | 'filters' | 'hidden'> & { readonly columns?: readonly string[] },
    options?: RunOptions,
  ): Promise<Statement>
  count(query: Pick<TableQuery, 'table' | 'filters'>, options?: RunOptions): Promise<string>
  close(): Promise<void>
}

/** What Provost needs of a kind of database. Each engine is a folder of the same files, entered through its `index.ts`. */
export interface Engine {
  readonly kind: EngineKind
  /** Makes the pool; connects only when first asked. */
  open(config: EngineConfig, options: OpenOptions): Database
}
