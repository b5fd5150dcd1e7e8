import type { ExportedFile } from '#contract/connection-files.ts'
import type { Connection } from '#contract/connections.ts'

/** A connection in another tool's words, and what those words cannot say. */
export interface WrittenFiles {
  readonly files: readonly ExportedFile[]
  readonly notes: readonly string[]
}

/** A connection to a server, where host and port are known. */
export type ServerConnection = Connection & { readonly host: string; readonly port: number; readonly user: string }

export const isServer = (connection: Connection): connection is ServerConnection =>
  connection.engine !== 'sqlite' && connection.host !== null && connection.port !== null && connection.user !== null

/** The TLS settings under libpq's names, mode first, without those that are not set. */
export const libpqTls = ({ tls }: Connection): [name: string, value: string][] => {
  const paths: [string, string | null][] = [
    ['sslrootcert', tls.ca],
    ['sslcert', tls.cert],
    ['sslkey', tls.key],
  ]
  return [['sslmode', tls.mode], ...paths.flatMap(([name, path]): [string, string][] => (path === null ? [] : [[name, path]]))]
}
