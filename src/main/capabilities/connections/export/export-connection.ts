import type { ExportedFile, ExportFormat } from '#contract/connection-files.ts'
import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { parseSshTarget } from '../../../engines/index.ts'
import type { ConnectionBook } from '../../../fleet/registry/index.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import type { AuditLog } from '../../../foundation/audit/index.ts'
import { envFiles } from './env.ts'
import { pgServiceFiles } from './pg-service.ts'
import { isServer, type WrittenFiles } from './written-files.ts'
import { zulipFiles } from './zulip.ts'

export interface ExportServices {
  readonly book: ConnectionBook
  readonly audit: AuditLog
}

/**
 * Writes a connection in another tool's words. The vault is not even asked: no export has a secret.
 * @throws ProvostError `connection.unknown`, `connection.option-unsupported`
 */
export const exportConnection = (
  { book, audit }: ExportServices,
  caller: Caller,
  { name, format }: { readonly name: string; readonly format: ExportFormat },
): { format: ExportFormat; files: ExportedFile[]; notes: string[] } => {
  const { connection } = book.get(name)
  const written = writtenAs(connection, format)
  const tunnel = connection.ssh === null ? [] : [tunnelWords(connection, connection.ssh)]
  audit.append({
    operator: caller.operator.name,
    roles: caller.operator.roles,
    action: 'connection.export',
    target: name,
    outcome: 'done',
    detail: { format },
  })
  return { format, files: [...written.files], notes: [...written.notes, ...tunnel] }
}

/** None of these formats has a place for a tunnel; whoever uses the file opens one. */
const tunnelWords = ({ host, port }: Connection, ssh: string): string =>
  `The SSH tunnel through ${ssh} is not part of it: such files cannot say one. Open it beside them, and use 127.0.0.1 as the host: ssh -N -L ${port}:${host?.includes(':') ? `[${host}]` : host}:${port} ${sshWords(ssh)}`

/** `USER@HOST:PORT` as ssh itself takes it. */
const sshWords = (ssh: string): string => {
  const { user, host, port } = parseSshTarget(ssh)
  return `${port === null ? '' : `-p ${port} `}${user === null ? '' : `${user}@`}${host}`
}

const titles = { zulip: 'Zulip', pg_service: 'A connection service file' } as const

const writtenAs = (connection: Connection, format: ExportFormat): WrittenFiles => {
  // Names with such characters cannot be written so that they are read back as they are.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test([connection.database, connection.user, ...Object.values(connection.tls)].join(''))) {
    throw new ProvostError('connection.option-unsupported', `${connection.name} has a line break or a control character in its settings.`, {
      remedy: ['Rename the database, the user or the file.'],
    })
  }
  if (format === 'env') return envFiles(connection)
  if (connection.engine !== 'postgres' || !isServer(connection)) {
    throw new ProvostError('connection.option-unsupported', `${titles[format]} is for PostgreSQL, and ${connection.name} is not.`, {
      remedy: [`Export it as a .env file: provost connection export ${connection.name} --as env`],
    })
  }
  return format === 'zulip' ? zulipFiles(connection) : pgServiceFiles(connection)
}
