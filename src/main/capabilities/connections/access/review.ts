import type { AccessReview } from '#contract/connection-access.ts'
import { readOnlyEvidence, reviewAccess } from '../../../engines/index.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import { csvText } from '../../../foundation/exports/index.ts'
import { proofOf } from '../test/index.ts'
import { onOneSession } from './one-session.ts'

/** Who may do what in a connection's database, and how surely the connection itself cannot write. */
export const reviewConnection = (record: ConnectionRecord, sessions: Sessions, signal: AbortSignal): Promise<AccessReview> =>
  onOneSession(record, sessions, async (database) => {
    const { connection, config } = record
    const evidence = await readOnlyEvidence(database, config, { signal })
    const { login, entries, limits } = await reviewAccess(database, config, { signal })
    return {
      connection: connection.name,
      engine: connection.engine,
      database: connection.database,
      login,
      readOnly: proofOf(evidence, !connection.readWrite),
      entries: [...entries],
      limits: [...limits],
    }
  })

const columns = ['who', 'kind', 'can_log_in', 'scope', 'objects', 'privileges', 'flags', 'revoke']

/** The review as text for a spreadsheet or a program. */
export const reviewText = (review: AccessReview, format: 'json' | 'csv'): string => {
  if (format === 'json') return `${JSON.stringify(review, null, 2)}\n`
  const rows = review.entries.map((entry) => [
    entry.who,
    entry.kind,
    entry.canLogIn ? 'yes' : 'no',
    entry.scope,
    entry.objects.join(' '),
    entry.privileges.join(' '),
    entry.flags.join(' '),
    entry.revoke ?? '',
  ])
  return csvText([columns, ...rows])
}
