import type { EngineKind } from '#contract/connections.ts'
import { type ErrorCode, ProvostError } from '#contract/errors.ts'
import { isLedgerWaived } from '../ledger-waiver.ts'
import { withLockRetries } from '../own/index.ts'
import type { MigrationSource, SourceMigration } from '../sources/source.ts'
import { beginAgain, longerRun, newRun, resumeRun, sameTargets } from '../spelled-out.ts'
import type { WorkOn } from '../tool.ts'
import { failureLog } from './failure-log.ts'
import { failedRows, judgePrisma } from './judge.ts'
import { type PrismaLedger, prismaLedgerOn } from './ledger.ts'
import { underPrismaLock } from './lock.ts'
import { isOpen } from './rows.ts'

/** What Prisma refuses, or should: with the rest it goes on, and so does Provost, where it is waived. */
const blocking = new Set<ErrorCode>([
  'migration.source-invalid',
  'migration.engine-mismatch',
  'migration.failed-row',
  'migration.locked',
  'migration.baseline-needed',
  'migration.checksum-drift',
  'migration.unknown-version',
  'migration.out-of-order',
])

/** Bounds how long a statement waits for others, so that others do not wait behind it, and how long it runs. */
const setLimits = async ({ session, limits, signal }: WorkOn): Promise<void> => {
  const { lockTimeoutMs, statementTimeoutMs } = limits
  if (session.engine === 'postgres')
    await session.command(`set lock_timeout = ${Math.trunc(lockTimeoutMs)}; set statement_timeout = ${Math.trunc(statementTimeoutMs)}`, {
      signal,
    })
  if (session.engine === 'sqlite')
    await session.rows({ sql: `pragma busy_timeout = ${Math.trunc(lockTimeoutMs)}`, parameters: [] }, { signal })
  if (session.engine === 'mysql') {
    const seconds = Math.max(1, Math.ceil(lockTimeoutMs / 1000))
    await session.command(`set session lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds}`, { signal })
  }
}

/** Ends what the script may have left open; Prisma’s next write would fail in it. */
const leaveTransaction = async ({ session }: WorkOn): Promise<void> => {
  if (!session.healthy) return
  // Without an open one SQLite refuses the word, which is as good.
  await session.command('rollback').catch(() => undefined)
}

/** Whether the session is left in a transaction that the script began. MySQL itself cannot be asked; its DDL ends one anyway. */
const isInTransaction = async ({ session, signal }: WorkOn): Promise<boolean> => {
  if (session.engine === 'mysql') {
    if (session.flavour !== 'MariaDB') return false
    const [[open] = []] = await session.rows({ sql: 'select @@in_transaction', parameters: [] }, { signal })
    return String(open) === '1'
  }
  // A savepoint is refused outside of a transaction, a beginning inside of one.
  const inside = session.engine === 'postgres'
  try {
    await session.command(inside ? 'savepoint provost_look' : 'begin', { signal })
    if (!inside) await session.command('rollback', { signal })
    return inside
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code.startsWith('call.') || error.code.startsWith('connection.')) throw error
    return !inside
  }
}

const unended = (): ProvostError =>
  new ProvostError('migration.failed', 'The script began a transaction and did not end it.', {
    detail: 'What it did was taken back: Prisma would lose it when its session ends.',
    remedy: ['End the transaction in the script: COMMIT.'],
  })

const ownTransaction = /\b(begin|commit|rollback|start\s+transaction)\b/i

/** PostgreSQL takes several statements sent together for one transaction, unless they make their own. */
export const isOneTransaction = (engine: EngineKind, script: string): boolean => engine === 'postgres' && !ownTransaction.test(script)

/** Runs a script as Prisma does: whole, as it is. Where it leaves nothing when it waits too long for a lock, it is tried again. */
const runScript = async (work: WorkOn, { version, sql }: SourceMigration, count: () => void): Promise<void> => {
  const script = sql ?? ''
  const { session, signal, limits } = work
  const timeout = session.engine === 'postgres' || limits.statementTimeoutMs === 0 ? {} : { timeoutMs: limits.statementTimeoutMs }
  const run = (): Promise<void> => session.script(script, { signal, ...timeout, onStatement: count })
  if (!isOneTransaction(session.engine, script)) return run()
  return withLockRetries(work, version, run)
}

const failed = (error: ProvostError, version: string, file: string): ProvostError => {
  if (error.code.startsWith('call.') || error.code === 'migration.lock-timeout') return error
  if (error.code === 'query.timeout')
    return new ProvostError('migration.statement-timeout', `The migration ${version} took longer than its limit and was stopped.`, {
      detail: file,
      remedy: [
        `Have it settled by evidence: provost migrate resolve${sameTargets}`,
        longerRun.apply,
        `Or split the change into smaller parts, where no database has ${version} yet.`,
      ],
      cause: error,
    })
  return new ProvostError('migration.failed', `The migration ${version} failed.`, {
    detail: `P3018: ${error.code === 'migration.failed' || error.detail === '' ? error.title : error.detail}\n${file}`,
    remedy: [
      'Mend the cause by the words above.',
      `Have the migration settled by evidence, as Prisma asks: provost migrate resolve${sameTargets}`,
      `After mending this database, go on: ${resumeRun}`,
      `After mending the script, which only helps where no database has ${version} yet, begin a new run (${newRun}): ${beginAgain.apply}`,
    ],
    cause: error,
  })
}

/**
 * Writes the row of a migration that begins. On SQLite Prisma may have been here since the ledger was read: looked at again in the
 * transaction that writes, nothing comes between. Null where it is applied already.
 */
const begin = async (work: WorkOn, ledger: PrismaLedger, { version, sha256 }: SourceMigration): Promise<string | null> => {
  const { session, signal } = work
  if (session.engine !== 'sqlite') return ledger.started(version, sha256)
  await session.command('begin immediate', { signal })
  try {
    const rows = await ledger.rows()
    const open = rows.filter(isOpen)
    if (open.length > 0) throw ProvostError.from(failedRows(open, null))
    const present = rows.some(({ name, rolledBackAt }) => name === version && rolledBackAt === null)
    const id = present ? null : await ledger.started(version, sha256)
    await session.command('commit', { signal })
    return id
  } catch (error) {
    await leaveTransaction(work)
    throw error
  }
}

/** Three writes and the script between them, each on its own, as Prisma has it: a kill leaves what a killed Prisma would leave. */
const applyOne = async (work: WorkOn, ledger: PrismaLedger, migration: SourceMigration): Promise<boolean> => {
  const { version, sql, file } = migration
  const script = sql ?? ''
  const id = await begin(work, ledger, migration)
  if (id === null) return false
  let done = 0
  try {
    await runScript(work, migration, () => {
      done += 1
    })
    if (ownTransaction.test(script) && (await isInTransaction(work))) throw unended()
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    await leaveTransaction(work)
    if (work.session.healthy && !error.code.startsWith('call.')) {
      await ledger.failed(id, failureLog(version, error, script, work.session.engine === 'mysql' ? done + 1 : 0))
      // Nothing of it was done, so it is marked as Prisma would have it marked by hand, and the next run may try again.
      if (error.code === 'migration.lock-timeout') await ledger.rolledBack(id)
    }
    throw failed(error, version, file)
  }
  await ledger.stepDone(id)
  await ledger.finished(id)
  return true
}

/** A version of the source. @throws ProvostError `migration.version-unknown` */
export const requireVersion = (source: MigrationSource, migrations: readonly SourceMigration[], version: string): SourceMigration => {
  const found = migrations.find((migration) => migration.version === version)
  if (found !== undefined) return found
  throw new ProvostError('migration.version-unknown', `The project has no migration ${version}.`, {
    detail: `P3017. ${source.title} has ${migrations.length} migrations; the last is ${migrations.at(-1)?.version ?? 'none'}.`,
    remedy: ['Name the whole folder, as 20240102030405_name.'],
  })
}

const applyPending = async (work: WorkOn, migrations: readonly SourceMigration[]): Promise<readonly string[]> => {
  const { session, reader, source, tables, signal, clock, log } = work
  const { pending, problems } = await judgePrisma(reader, source, await tables(), { signal })
  const wrong = problems.find(({ code }) => blocking.has(code) && !isLedgerWaived(code, work.waived))
  if (wrong !== undefined) throw ProvostError.from(wrong)
  const wanted = migrations.filter(({ version }) => pending.includes(version))
  await work.admit(wanted.map(({ version }) => version))
  await setLimits(work)
  const ledger = await prismaLedgerOn(session, clock, { signal })
  if (!ledger.exists) await ledger.create()
  const applied: string[] = []
  for (const migration of wanted) {
    const begun = performance.now()
    if (!(await applyOne(work, ledger, migration))) continue
    applied.push(migration.version)
    work.did?.(migration.version)
    log('info', `${migration.version} applied in ${Math.round(performance.now() - begun)} ms`)
  }
  // A script may leave the session with another search_path: who looks through it next is to see what a new session sees.
  if (session.engine === 'postgres') await session.command('reset all', { signal })
  return applied
}

/** The migrations up to and including one; all without one. @throws ProvostError `migration.version-unknown` */
export const upTo = ({ source, session }: WorkOn, to: string | null): readonly SourceMigration[] => {
  const migrations = source.migrations(session.engine)
  return to === null ? migrations : migrations.slice(0, migrations.indexOf(requireVersion(source, migrations, to)) + 1)
}

/** Applies what is pending as `prisma migrate deploy` does. @throws ProvostError `migration.*` */
export const applyPrisma = async (work: WorkOn, to: string | null): Promise<readonly string[]> => {
  const migrations = upTo(work, to)
  return underPrismaLock(work, () => applyPending(work, migrations))
}
