import type { ImportFormat } from '#contract/connection-files.ts'
import type { EngineKind, Environment, TlsMode } from '#contract/connections.ts'
import type { ProvostError } from '#contract/errors.ts'

/** TLS as a file says it; null where it says nothing. */
export interface FoundTls {
  readonly mode: TlsMode | null
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
}

export const noTlsWords: FoundTls = { mode: null, ca: null, cert: null, key: null }

/** A connection as a file describes it. It holds the password: it stays in this room, and only its answers leave. */
export interface FoundConnection {
  readonly format: ImportFormat
  readonly file: string
  /** Where in the file: a section, a variable, a line. */
  readonly place: string
  /** What the connection may be called, as the file has it; not yet a name. */
  readonly called: string
  readonly engine: EngineKind | null
  readonly host: string | null
  readonly port: number | null
  readonly user: string | null
  /** For SQLite the file's absolute path. */
  readonly database: string | null
  readonly password: string | null
  readonly tls: FoundTls
  readonly connectTimeoutMs: number | null
  readonly environment: Environment
  readonly external: boolean
  readonly assumptions: readonly string[]
  /** Why it cannot be taken as it stands. */
  readonly problem: ProvostError | null
}

/** What reading one file gave. */
export interface FoundInFile {
  readonly connections: readonly FoundConnection[]
  /** What the person should know, one sentence each; never the file's own words where a secret may stand. */
  readonly remarks: readonly string[]
}

/** A file's text, as the parsers take it. */
export interface SourceFile {
  /** The file as it was named by the person. */
  readonly label: string
  /** The last part of its path. */
  readonly baseName: string
  /** Its folder, against which relative paths are read; null where the text came without one. */
  readonly folder: string | null
  readonly text: string
}

/** A connection with everything unsaid. */
export const unsaid = {
  engine: null,
  host: null,
  port: null,
  user: null,
  database: null,
  password: null,
  tls: noTlsWords,
  connectTimeoutMs: null,
  environment: 'development',
  external: false,
  assumptions: [],
  problem: null,
} as const satisfies Partial<FoundConnection>
