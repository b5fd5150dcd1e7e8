import type { EngineKind } from '#contract/connections.ts'

/** What the common frameworks call the parts of a connection, the more usual name first. */
export const envKeys = {
  engine: ['DB_ENGINE', 'DB_CONNECTION', 'DB_DRIVER', 'DB_DIALECT', 'DB_TYPE'],
  host: ['DB_HOST', 'DB_HOSTNAME'],
  port: ['DB_PORT'],
  database: ['DB_NAME', 'DB_DATABASE'],
  user: ['DB_USER', 'DB_USERNAME'],
  password: ['DB_PASSWORD', 'DB_PASS'],
  tlsMode: ['DB_SSLMODE', 'DB_SSL_MODE'],
  tlsCa: ['DB_SSLROOTCERT', 'DB_SSL_CA'],
  tlsCert: ['DB_SSLCERT', 'DB_SSL_CERT'],
  tlsKey: ['DB_SSLKEY', 'DB_SSL_KEY'],
  environment: ['ENVIRONMENT', 'APP_ENV', 'NODE_ENV', 'DJANGO_ENV', 'FLASK_ENV', 'RAILS_ENV'],
} as const satisfies Record<string, readonly string[]>

/** The engine that a framework's word means: `django.db.backends.postgresql`, `pgsql`, `mysql+pymysql`. */
export const engineOfWord = (word: string): EngineKind | null => {
  if (/postg|pgsql|psycopg/i.test(word)) return 'postgres'
  if (/mysql|mariadb/i.test(word)) return 'mysql'
  return /sqlite/i.test(word) ? 'sqlite' : null
}

/** The engine whose standard port it is. */
export const engineOfPort = (port: string): EngineKind | null => (port === '5432' ? 'postgres' : port === '3306' ? 'mysql' : null)

/** Whether a variable holds a whole address. */
export const isAddressName = (name: string): boolean => name === 'DATABASE_URL' || name.endsWith('_DATABASE_URL')
