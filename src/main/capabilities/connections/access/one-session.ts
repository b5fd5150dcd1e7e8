import type { Database } from '../../../engines/index.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'

/** Does a piece of work on a read-only pool of one session of its own: some catalogues are read by switching roles in it. */
export const onOneSession = async <Value>(
  record: ConnectionRecord,
  sessions: Pick<Sessions, 'openRecord' | 'passwordOf'>,
  work: (database: Database) => Promise<Value>,
  password?: string,
): Promise<Value> => {
  const pool = { ...record.connection.pool, size: 1, overflow: 0 }
  const single = { ...record, connection: { ...record.connection, pool } }
  const database = sessions.openRecord(single, password ?? (await sessions.passwordOf(record)))
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
