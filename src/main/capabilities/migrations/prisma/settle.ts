import { ProvostError } from '#contract/errors.ts'
import { tableChangesOf, tablesLeft } from '../created-tables.ts'
import { refuseBare } from '../refuse-bare.ts'
import { sameTargets } from '../spelled-out.ts'
import type { WorkOn } from '../tool.ts'
import { requireVersion, upTo } from './apply.ts'
import { prismaLedgerOn } from './ledger.ts'
import { underPrismaLock } from './lock.ts'
import { isOpen } from './rows.ts'

/** Marks as applied without running: one row for each, as `prisma migrate resolve --applied` writes it. @throws ProvostError `migration.diverged` where nothing of it is there */
export const baselinePrisma = async (work: WorkOn, to: string | null): Promise<readonly string[]> => {
  const { session, clock, signal } = work
  const migrations = upTo(work, to)
  return underPrismaLock(work, async () => {
    const ledger = await prismaLedgerOn(session, clock, { signal })
    const rows = ledger.exists ? await ledger.rows() : []
    const asked = migrations.filter(({ version }) => !rows.some(({ name, rolledBackAt }) => name === version && rolledBackAt === null))
    refuseBare(tablesLeft(await tableChangesOf(work.config.engine, asked)), await work.tables(), work.label)
    if (!ledger.exists) await ledger.create()
    const marked: string[] = []
    for (const { version, sha256 } of asked) {
      await ledger.markApplied(version, sha256)
      marked.push(version)
    }
    return marked
  })
}

const notOpen = (version: string, code: string, words: string): ProvostError =>
  new ProvostError('migration.version-unknown', `${version} is not left unfinished here.`, {
    detail: `${code}: ${words}`,
    remedy: [`See how it stands: provost migrate status${sameTargets}`],
  })

/**
 * Settles what began and did not end, as Prisma writes it: its rows are marked rolled back, and for `applied` a new row is added.
 * @throws ProvostError `migration.version-unknown`
 */
export const resolvePrisma = async (work: WorkOn, version: string, as: 'applied' | 'rolled-back'): Promise<void> => {
  const { session, source, clock, signal } = work
  const migration = as === 'applied' ? requireVersion(source, source.migrations(session.engine), version) : null
  await underPrismaLock(work, async () => {
    const ledger = await prismaLedgerOn(session, clock, { signal })
    const own = (await ledger.rows()).filter(({ name }) => name === version)
    if (own.length === 0) throw notOpen(version, 'P3011', 'It was never applied to this database.')
    const open = own.filter(isOpen)
    if (open.length === 0)
      throw as === 'applied'
        ? notOpen(version, 'P3008', 'It is recorded as applied, or as rolled back.')
        : notOpen(version, 'P3012', 'It is not in a failed state.')
    for (const { id } of open) await ledger.rolledBack(id)
    if (migration !== null) await ledger.markApplied(version, migration.sha256)
  })
}
