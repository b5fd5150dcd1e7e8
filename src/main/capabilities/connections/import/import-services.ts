import type { ConnectionBook, ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { AuditLog } from '../../../foundation/audit/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import { connectionIdentity } from './connection-identity.ts'

/** What importing needs of the console. */
export interface ImportServices {
  readonly book: ConnectionBook
  readonly vault: Vault
  readonly audit: AuditLog
  readonly clock: () => Date
}

/** The connections of the workspace by what they are, the first by name where two are the same. */
export const byIdentity = (book: ConnectionBook): Map<string, ConnectionRecord> =>
  new Map(
    book
      .list()
      .toReversed()
      .map((record) => [connectionIdentity(record.connection), record]),
  )
