import type { CertificateFacts, Fix } from '#contract/connection-test.ts'
import type { ErrorCode } from '#contract/errors.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'

const mostNames = 5

/** What Provost can change about a connection whose certificate does not prove the server. */
export const certificateFixes = (code: ErrorCode, facts: CertificateFacts): Fix[] => {
  if (code === 'connection.tls-hostname-mismatch')
    return facts.names
      .filter((name) => !name.startsWith('*'))
      .slice(0, mostNames)
      .map((host) => ({ kind: 'use-host', host, title: `Use ${host} as the host` }))
  if (code === 'connection.tls-untrusted')
    return [{ kind: 'trust-certificate', sha256: facts.sha256, title: 'Trust this one certificate for this connection' }]
  return []
}

const postgresName = (name: string): string => `"${name.replaceAll('"', '""')}"`
const mysqlName = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** The statements that let this login read the tables, for whoever may run them. */
export const grantFix = (
  { config }: ConnectionRecord,
  tables: readonly { readonly schema: string | null; readonly name: string }[],
): Fix[] => {
  if (config.engine === 'sqlite' || tables.length === 0) return []
  const title = 'Copy the grant for the database’s administrator'
  const user = config.user ?? ''
  if (config.engine === 'mysql') {
    const account = `'${user.replaceAll("'", "''")}'@'%'`
    const grants = tables.map(({ name }) => `GRANT SELECT ON ${mysqlName(config.database)}.${mysqlName(name)} TO ${account};`)
    return [{ kind: 'copy-grant', sql: grants.join('\n'), title }]
  }
  const schemas = [...new Set(tables.map(({ schema }) => schema ?? 'public'))]
  const grants = schemas.flatMap((schema) => {
    const names = tables
      .filter((table) => (table.schema ?? 'public') === schema)
      .map(({ name }) => `${postgresName(schema)}.${postgresName(name)}`)
    return [
      `GRANT USAGE ON SCHEMA ${postgresName(schema)} TO ${postgresName(user)};`,
      `GRANT SELECT ON ${names.join(', ')} TO ${postgresName(user)};`,
    ]
  })
  return [{ kind: 'copy-grant', sql: grants.join('\n'), title }]
}

/**
 * The same done by Provost, through another kept connection that may write in this database. A login that is to write itself
 * needs more than to read, and is left to its administrator.
 */
export const grantThroughFix = (record: ConnectionRecord, others: readonly ConnectionRecord[]): Fix[] => {
  const { connection, config } = record
  if (config.engine === 'sqlite' || connection.readWrite || config.user === null) return []
  const through = others.find(({ connection: other, config: there }) => {
    if (there.engine !== config.engine || !other.readWrite || other.name === connection.name || there.user === config.user) return false
    return there.host === config.host && there.port === config.port && there.ssh === config.ssh && there.database === config.database
  })
  if (through === undefined) return []
  const { name } = through.connection
  return [{ kind: 'grant-readonly', through: name, role: config.user, title: `Let this login read, through ${name}` }]
}

/** The statement that admits this login to its database. */
export const admitFix = ({ config }: ConnectionRecord): Fix[] => {
  if (config.engine === 'sqlite') return []
  const title = 'Copy the grant for the database’s administrator'
  const user = config.user ?? ''
  const sql =
    config.engine === 'postgres'
      ? `GRANT CONNECT ON DATABASE ${postgresName(config.database)} TO ${postgresName(user)};`
      : `GRANT SELECT ON ${mysqlName(config.database)}.* TO '${user.replaceAll("'", "''")}'@'%';`
  return [{ kind: 'copy-grant', sql, title }]
}
