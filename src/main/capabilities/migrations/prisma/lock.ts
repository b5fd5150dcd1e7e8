import { ProvostError } from '#contract/errors.ts'
import type { SessionLock } from '../../../engines/index.ts'
import { lockTenant } from '../lock-tenant.ts'
import type { LedgerReader, WorkOn } from '../tool.ts'

/** The locks of Prisma's own engine, so that neither runs while the other does. On MySQL it is one for the whole server. */
const advisoryKey = 72_707_369n
const prismaLock: SessionLock = { postgres: advisoryKey, mysql: 'prisma_migrate' }

/** As long as Prisma waits. Where tenants share a MySQL server they stand in line for its one lock, so there the patience counts. */
const prismaWaitMs = 10_000

const takeServerLock = async ({ session, limits, signal, label }: WorkOn): Promise<void> => {
  const waitMs = session.engine === 'mysql' ? Math.max(prismaWaitMs, limits.lockPatienceMs) : prismaWaitMs
  if (await session.lock(prismaLock, waitMs, signal)) return
  throw new ProvostError('migration.locked', `Prisma is migrating ${session.engine === 'mysql' ? 'on the server of ' : ''}${label}.`, {
    detail: `P1002: its lock was not free for ${Math.round(waitMs / 1000)} s.`,
    remedy: [
      'Wait until that run is done, then resume this one.',
      'A killed run’s lock goes when the server notices that its session is gone.',
    ],
    retryable: true,
  })
}

/**
 * Does work under Prisma's lock, and ours before it: other consoles are told in our words. On SQLite Prisma keeps the whole file to
 * itself, which keeps us out by SQLite's own means; we do not, for that would fail wherever the LMS has the file open. There each
 * migration is begun in a transaction that looks at the ledger again.
 * @throws ProvostError `migration.locked`
 */
export const underPrismaLock = async <Value>(work: WorkOn, task: () => Promise<Value>): Promise<Value> => {
  const release = await lockTenant(work)
  try {
    if (work.session.engine !== 'sqlite') await takeServerLock(work)
    return await task()
  } finally {
    release()
  }
}

/** Whether another session holds Prisma's lock: then an open row is a migration in progress. Null where the engine cannot tell. */
export const isPrismaRunning = async (reader: LedgerReader, signal: AbortSignal | undefined): Promise<boolean | null> => {
  if (reader.engine === 'sqlite') return null
  const options = signal === undefined ? {} : { signal }
  const sql =
    reader.engine === 'mysql'
      ? "select case when is_used_lock('prisma_migrate') <> connection_id() then 'true' else 'false' end"
      : `select exists (select 1 from pg_catalog.pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = ${advisoryKey}
           and objsubid = 1 and pid <> pg_backend_pid()
           and database = (select oid from pg_catalog.pg_database where datname = current_database()))::text`
  const { rows } = await reader.read({ sql, parameters: [] }, options)
  return String(rows[0]?.[0]) === 'true'
}
