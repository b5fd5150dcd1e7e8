import { ProvostError } from '#contract/errors.ts'
import { productVersion } from '../../../foundation/product/index.ts'
import { tableChangesOf, tablesLeft } from '../created-tables.ts'
import { refuseBare } from '../refuse-bare.ts'
import { sameTargets } from '../spelled-out.ts'
import type { Judgement, WorkOn } from '../tool.ts'
import { judgeOwn } from './judge.ts'
import { ledgerOn } from './ledger-session.ts'
import { takeTenantLock } from './tenant-lock.ts'

const unsound = new Set(['migration.checksum-drift', 'migration.unknown-version', 'migration.file-missing', 'migration.failed-row'])

/** A ledger of another source, or one with something left open, is no ground to mark more on. */
const refuseUnsound = ({ problems }: Judgement): void => {
  const problem = problems.find(({ code }) => unsound.has(code))
  if (problem !== undefined) throw ProvostError.from(problem)
}

/**
 * Marks as applied, without running, what an existing schema has already.
 * @throws ProvostError `migration.version-unknown`, `migration.diverged` where nothing of it is there, and what the ledger is unsound by
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
  const ledger = ledgerOn(session, signal)
  const before = (await ledger.readLocked(work)) ?? []
  refuseUnsound(await judgeOwn(config.engine, source, before, []))
  const asked = migrations.filter(({ version }) => (to === null || version <= to) && !before.some((entry) => entry.version === version))
  refuseBare(tablesLeft(await tableChangesOf(config.engine, asked)), await work.tables(), work.label)
  await ledger.ensure()
  const marked: string[] = []
  const now = clock().toISOString()
  for (const { version, name, sha256 } of asked) {
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
      remedy: [`See how it stands: provost migrate status${sameTargets}`],
    })
  }
  if (as === 'rolled-back') return ledger.remove(version)
  await ledger.change(version, { finishedAt: work.clock().toISOString(), how: 'resolved', evidence: null })
}
