import { libpqTls, type ServerConnection, type WrittenFiles } from './written-files.ts'

/** A service for pg_service.conf, used as `service=NAME`; the password belongs into .pgpass. */
export const pgServiceFiles = (connection: ServerConnection): WrittenFiles => {
  const { name, host, port, user, database, pool } = connection
  const pairs: [string, string][] = [
    ['host', host],
    ['port', String(port)],
    ['dbname', database],
    ['user', user],
    ...libpqTls(connection),
    ['connect_timeout', String(Math.max(1, Math.round(pool.connectTimeoutMs / 1000)))],
  ]
  return {
    files: [{ name: 'pg_service.conf', text: `[${name}]\n${pairs.map(([key, value]) => `${key}=${value}\n`).join('')}` }],
    notes: [
      `The password goes into .pgpass, in a file only you can read: ${[host, port, database, user].map(pgpassField).join(':')}:PASSWORD`,
    ],
  }
}

const pgpassField = (value: string | number): string => String(value).replaceAll(/[\\:]/g, '\\$&')
