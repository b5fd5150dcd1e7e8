import type { Connection } from '#contract/connections.ts'
import { facts } from './output.ts'

const passwordWords = ({ passwordFrom, passwordIn, passwordCommand, passwordChangedAt }: Connection): string => {
  if (passwordFrom === 'ask') return 'asked for in each run'
  if (passwordFrom === 'command') return `from the command ${passwordCommand?.[0] ?? ''}`
  if (passwordIn === null) return 'none stored'
  return `in the ${passwordIn}${passwordChangedAt === null ? '' : `, set ${passwordChangedAt.slice(0, 10)}`}`
}

/** A connection in words, without any secret. */
export const connectionFacts = (connection: Connection): string =>
  facts([
    ['name', connection.name],
    ['engine', connection.engine],
    ['address', connection.address],
    ['user', connection.user],
    ['database', connection.database],
    ['environment', connection.environment],
    ['access', connection.readWrite ? 'read-write' : 'read-only'],
    ['schema', connection.external ? 'owned by the LMS (external)' : 'may be migrated here'],
    ['tls', connection.tls.pin === null ? connection.tls.mode : `${connection.tls.mode}, only the certificate ${connection.tls.pin}`],
    ['tunnel', connection.ssh],
    ['password', passwordWords(connection)],
    ['added', connection.createdAt],
  ])
