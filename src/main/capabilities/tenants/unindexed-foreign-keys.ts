import type { Database, RunOptions } from '../../engines/index.ts'
import type { Recognition } from '../../lms/index.ts'

/** The foreign keys of the LMS's own tables that no index serves: `refunds.withdrawal_id`. Deleting a parent row scans such a table. */
export const unindexedForeignKeys = async (database: Database, recognition: Recognition, options: RunOptions): Promise<string[]> => {
  const found: string[] = []
  // One table after the other: a survey asks many databases at once, and each of them has other work.
  for (const { table } of Object.values(recognition.entities)) {
    const { foreignKeys } = await database.describe(table, options)
    for (const key of foreignKeys) if (!key.indexed) found.push(`${table.name}.${key.columns.join(', ')}`)
  }
  return found.sort()
}
