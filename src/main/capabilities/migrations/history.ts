import type { TargetReference } from '#contract/ids.ts'
import type { LedgerRow, MigrationToolName } from '#contract/migrations.ts'
import type { MigrationServices } from './migration-services.ts'
import { onSession, passwordsOnce, readerOf } from './open-work.ts'
import { allTools } from './tools.ts'

/** The ledger of one database, whichever tool keeps it; none where none is kept. */
export const historyOf = async (
  services: Pick<MigrationServices, 'sessions' | 'startChild'>,
  reference: TargetReference,
  signal: AbortSignal,
): Promise<{ tool: MigrationToolName | null; rows: LedgerRow[] }> => {
  const place = services.sessions.locate(reference)
  return onSession(services, place, { passwords: passwordsOnce(services), readWrite: false, signal }, async (session) => {
    const tables = await session.tables({ signal })
    for (const tool of allTools) {
      const rows = await tool.history(readerOf(session), tables, { signal })
      if (rows !== null) return { tool: tool.name, rows: [...rows] }
    }
    return { tool: null, rows: [] }
  })
}
