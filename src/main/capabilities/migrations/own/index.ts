import type { LedgerRow } from '#contract/migrations.ts'
import { type LedgerEntry, ledgerTable, readLedger } from '../../../fleet/blueprints/index.ts'
import type { MigrationTool } from '../tool.ts'
import { applyOwn } from './apply.ts'
import { judgeOwn } from './judge.ts'
import { rollbackOwn } from './rollback.ts'
import { baselineOwn, resolveOwn } from './settle.ts'
import { wayBackOwn } from './way-back.ts'

export { withLockRetries } from './lock-retry.ts'
export { prepared } from './prepared.ts'
export { takeTenantLock } from './tenant-lock.ts'
export { downFile } from './way-back.ts'

const rowOf = (entry: LedgerEntry): LedgerRow => ({
  version: entry.version,
  name: entry.name,
  sha256: entry.sha256,
  startedAt: entry.startedAt,
  finishedAt: entry.finishedAt,
  durationMs: entry.durationMs,
  appliedBy: entry.appliedBy,
  provostVersion: entry.provostVersion,
  cursor: entry.statementCursor,
  statements: entry.statements,
  takingBack: entry.how === 'rollback',
  state: entry.finishedAt === null ? 'failed' : entry.how === 'baseline' ? 'baseline' : 'applied',
})

/** Provost's own way: numbered files, and a ledger written with the change itself. */
export const ownTool: MigrationTool = {
  name: 'provost',
  ledger: ledgerTable,
  async judge(reader, source, tables, options) {
    return judgeOwn(reader.engine, source, await readLedger(reader, tables, options), tables)
  },
  history: async (reader, tables, options) => (await readLedger(reader, tables, options))?.map(rowOf) ?? null,
  apply: applyOwn,
  wayBack: wayBackOwn,
  rollback: rollbackOwn,
  baseline: baselineOwn,
  resolve: resolveOwn,
}
