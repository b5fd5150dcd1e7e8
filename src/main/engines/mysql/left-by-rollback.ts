import type { RunOptions } from '../engine.ts'
import type { SchemaSession } from '../schema-session.ts'

/** Rows were written, or temporary tables made, that a ROLLBACK leaves. MySQL tells them apart, MariaDB does not. */
const incompleteRollback = new Set(['1196', '1751', '1752'])

/** What the ROLLBACK that was the session's last statement did not take back, in words; null where nothing. */
export const leftByRollback = async (session: SchemaSession, options: RunOptions): Promise<string | null> => {
  const warnings = await session.rows({ sql: 'show warnings', parameters: [] }, options)
  return warnings.some(([, code]) => incompleteRollback.has(String(code)))
    ? 'it changed tables that know no transactions (MyISAM and Aria are such) or made temporary ones'
    : null
}
