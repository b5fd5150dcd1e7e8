import { ProvostError } from '#contract/errors.ts'
import { productVersion } from '../../../foundation/product/index.ts'
import type { WorkOn } from '../tool.ts'
import { ledgerOn } from './ledger-session.ts'
import { takeTenantLock } from './tenant-lock.ts'

/**
 * Marks as applied, without running, what an existing schema has already.
 * @throws ProvostError `migration.version-unknown`
 */
export const baselineOwn = async (work: WorkOn, to: string | null): Promise<readonly string[]> => {
  const { session, source, config, signal, operator, clock } = work
  const migrations = source.migrations(config.engine)
  if (to !== null && !migrations.some(({ version }) => version === to)) {
    throw new ProvostError('migration.version-unknown', `The source has no version ${to}.`, {
      detail: `It has: ${migrations.map(({ version }) => version).join(', ')}.`,
      remedy: ['Name one of them.'],
    })
  }
  await takeTenantLock(work)
  const ledger = ledgerOn(session, signal)
  const present = await ledger.ensure()
  const marked: string[] = []
  const now = clock().toISOString()
  for (const { version, name, sha256 } of migrations) {
    if ((to !== null && version > to) || present.some((entry) => entry.version === version)) continue
    const nothingRun = { statements: 0, statementCursor: 0, durationMs: null, doneSha256: null, evidence: null }
    const when = { startedAt: now, finishedAt: now }
    await ledger.insert({
      version,
      name,
      sha256,
      ...nothingRun,
      ...when,
      appliedBy: operator,
      provostVersion: productVersion,
      how: 'baseline',
    })
    marked.push(version)
  }
  return marked
}

/**
 * Settles a migration that began and did not end.
 * @throws ProvostError `migration.version-unknown` where no such row is open
 */
export const resolveOwn = async (work: WorkOn, version: string, as: 'applied' | 'rolled-back'): Promise<void> => {
  await takeTenantLock(work)
  const ledger = ledgerOn(work.session, work.signal)
  const open = (await ledger.read())?.find((entry) => entry.version === version && entry.finishedAt === null)
  if (open === undefined) {
    throw new ProvostError('migration.version-unknown', `${version} is not left unfinished here.`, {
      remedy: ['See how it stands: provost migrate status'],
    })
  }
  if (as === 'rolled-back') return ledger.remove(version)
  await ledger.change(version, { finishedAt: work.clock().toISOString(), how: 'resolved', evidence: null })
}
