import type { Connection } from '#contract/connections.ts'
import { isServer, libpqTls, type ServerConnection, type WrittenFiles } from './written-files.ts'

/** A .env file: `DATABASE_URL` without a password, and for a server the `DB_*` lines with an empty one. */
export const envFiles = (connection: Connection): WrittenFiles => {
  const lines = isServer(connection) ? serverLines(connection) : [`DATABASE_URL=${quoted(`file:${encodePath(connection.database)}`)}`]
  return {
    files: [{ name: connection.environment === 'development' ? '.env' : `.env.${connection.environment}`, text: `${lines.join('\n')}\n` }],
    notes: isServer(connection) ? ['The password is left out of DATABASE_URL and of DB_PASSWORD.'] : [],
  }
}

const serverLines = (connection: ServerConnection): string[] => {
  const { engine, host, port, user, database } = connection
  return [
    '# No password is written here. Percent-encode it when it goes into the address.',
    `DATABASE_URL=${quoted(addressOf(connection))}`,
    `DB_CONNECTION=${engine === 'postgres' ? 'pgsql' : 'mysql'}`,
    `DB_NAME=${quoted(database)}`,
    `DB_USER=${quoted(user)}`,
    'DB_PASSWORD=',
    `DB_HOST=${host}`,
    `DB_PORT=${port}`,
  ]
}

const addressOf = (connection: ServerConnection): string => {
  const { engine, host, port, user, database, pool } = connection
  const parameters = engine === 'postgres' ? libpqTls(connection) : mysqlTls(connection)
  parameters.push(['connect_timeout', String(Math.max(1, Math.round(pool.connectTimeoutMs / 1000)))])
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  const authority = host.includes(':') ? `[${host}]` : host
  const scheme = engine === 'postgres' ? 'postgresql' : 'mysql'
  return `${scheme}://${encodeURIComponent(user)}@${authority}:${port}/${encodeURIComponent(database)}?${query}`
}

const mysqlModes = { disable: 'DISABLED', require: 'REQUIRED', 'verify-ca': 'VERIFY_CA', 'verify-full': 'VERIFY_IDENTITY' } as const

const mysqlTls = ({ tls }: Connection): [string, string][] => [
  ['ssl-mode', mysqlModes[tls.mode]],
  ...(tls.ca === null ? [] : [['ssl_ca', tls.ca] satisfies [string, string]]),
  ...(tls.cert === null ? [] : [['ssl_cert', tls.cert] satisfies [string, string]]),
  ...(tls.key === null ? [] : [['ssl_key', tls.key] satisfies [string, string]]),
]

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Single quotes keep everything as it is; a text that holds one is written in double quotes. */
const quoted = (text: string): string => {
  if (/^[\w.@:/%+~-]*$/.test(text)) return text
  if (!text.includes("'")) return `'${text}'`
  return `"${text.replaceAll(/["\\$]/g, '\\$&')}"`
}
