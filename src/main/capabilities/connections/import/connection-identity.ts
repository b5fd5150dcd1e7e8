import { realpathSync } from 'node:fs'
import type { Connection } from '#contract/connections.ts'

type Place = Pick<Connection, 'host' | 'port' | 'database' | 'user'> & { readonly engine: Connection['engine'] }

/** What makes two connections the same: engine, host, port, database and user; for SQLite the file. */
export const connectionIdentity = ({ engine, host, port, database, user }: Place): string =>
  engine === 'sqlite'
    ? JSON.stringify([engine, fileIdentity(database)])
    : JSON.stringify([engine, host?.toLowerCase(), port, database, user])

/** The file that links lead to; a file that is not there is its own path. */
const fileIdentity = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
