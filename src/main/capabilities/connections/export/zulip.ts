import { isLoopback } from '../../../fleet/registry/index.ts'
import type { ServerConnection, WrittenFiles } from './written-files.ts'
import { libpqTls } from './written-files.ts'

/** What Zulip's own configuration has for the LMS, in milliseconds. */
const usualTimeoutMs = 2000

/**
 * What a Zulip server needs for this connection: a section for zulip.conf, the line for its secrets with the password left
 * to be filled in, and settings.py lines for TLS.
 */
export const zulipFiles = (connection: ServerConnection): WrittenFiles => {
  const { host, port, user, database, environment, tls, pool } = connection
  const isDevelopment = environment === 'development'
  const conf = ['[lms_database]', `database_name = ${database}`, `database_user = ${user}`, `host = ${host}`, `port = ${port}`]
  const secrets = ['[secrets]', '# The password of the database user goes behind the equals sign.', 'lms_database_password =']
  const isPlain = isLoopback(host) && tls.mode === 'disable' && tls.ca === null && tls.cert === null
  const options = isPlain ? [] : libpqTls(connection).map(([name, value]) => `${option(name)} = ${pythonText(value)}`)
  if (pool.connectTimeoutMs !== usualTimeoutMs) {
    options.push(`${option('connect_timeout')} = ${Math.max(1, Math.round(pool.connectTimeoutMs / 1000))}`)
  }
  const settings = isDevelopment ? 'zproject/dev_settings.py' : '/etc/zulip/settings.py'
  return {
    files: [
      { name: '/etc/zulip/zulip.conf', text: lines(conf) },
      { name: isDevelopment ? 'zproject/dev-secrets.conf' : '/etc/zulip/zulip-secrets.conf', text: lines(secrets) },
      ...(options.length === 0 ? [] : [{ name: settings, text: lines(options) }]),
    ],
    notes: connection.readWrite ? ['Zulip only reads from the LMS database; this connection may write.'] : [],
  }
}

const option = (name: string): string => `DATABASES['lms_db']['OPTIONS']['${name}']`

const pythonText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
