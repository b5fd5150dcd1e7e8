import { ProvostError } from '#contract/errors.ts'
import { evidenceOf, invalidIndexes, type RunOptions, type SqlStatement } from '../../../engines/index.ts'
import type { LedgerEntry } from '../../../fleet/blueprints/index.ts'
import type { WorkOn } from '../tool.ts'
import type { LedgerChange } from './ledger-session.ts'
import { withLockRetries } from './lock-retry.ts'
import { answerWithinMs, waitedFor } from './patience.ts'
import { doneSha256 } from './prepared.ts'
import { isSetting, putSettingsBack } from './session-settings.ts'
import { statementProblem } from './statement-problem.ts'
import type { FileWork } from './whole-file.ts'

const setLimits = async ({ work, text }: FileWork): Promise<void> => {
  const { session, limits, signal } = work
  // What runs outside a transaction (an index built concurrently) may take long without holding anybody up: it has a limit only where the file says so.
  const statementTimeout = text.directives.statementTimeoutMs ?? 0
  if (session.engine === 'postgres') {
    await session.command(
      `set lock_timeout = ${Math.trunc(limits.lockTimeoutMs)}; set statement_timeout = ${Math.trunc(statementTimeout)}`,
      { signal },
    )
    return
  }
  if (session.engine === 'sqlite') return session.command(`pragma busy_timeout = ${Math.trunc(limits.lockTimeoutMs)}`, { signal })
  // Whole seconds, and at least one.
  const seconds = Math.max(1, Math.round(limits.lockTimeoutMs / 1000))
  await session.command(`set session lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds}`, { signal })
  if (session.flavour !== 'MariaDB') return
  await session.command(`set session max_statement_time = ${(text.directives.statementTimeoutMs ?? limits.statementTimeoutMs) / 1000}`, {
    signal,
  })
}

/** How long one statement of the file is waited for. */
const runOptions = ({ work, text }: FileWork): RunOptions => {
  const { session, limits, signal } = work
  const limit = text.directives.statementTimeoutMs ?? (session.engine === 'postgres' ? 0 : limits.statementTimeoutMs)
  return { signal, ...(session.engine === 'sqlite' ? {} : waitedFor(limit)) }
}

/** SQLite has no lock of the tenant but its transactions: within this one nobody else of ours can have gone on with the file. */
const refuseOvertaken = async ({ work, ledger, version }: FileWork, cursor: number): Promise<void> => {
  if (work.session.engine !== 'sqlite' || (await ledger.find(version))?.statementCursor === cursor) return
  throw new ProvostError('migration.locked', `Somebody else is migrating ${work.label}.`, {
    detail: `Another console has gone on with ${version} meanwhile.`,
    remedy: ['Wait until the other run is done, then resume this one.'],
    retryable: true,
  })
}

/** One transaction, in which the file stands where we think it does. */
const inTransaction = async (file: FileWork, cursor: number, work: () => Promise<void>): Promise<void> => {
  const { session, signal } = file.work
  const own = session.engine === 'sqlite' ? { signal } : { signal, timeoutMs: answerWithinMs }
  await session.command(session.engine === 'sqlite' ? 'begin immediate' : session.engine === 'mysql' ? 'start transaction' : 'begin', own)
  try {
    await refuseOvertaken(file, cursor)
    await work()
    await session.command('commit', own)
  } catch (error) {
    if (session.healthy) await session.command('rollback').catch(() => session.destroy())
    throw error
  }
}

/** Changes the ledger's row between statements: never one that another console has moved on, which would lead it back. */
const changeRow = (file: FileWork, cursor: number, change: LedgerChange): Promise<void> => {
  const write = (): Promise<void> => file.ledger.change(file.version, change)
  return file.work.session.engine === 'sqlite' ? inTransaction(file, cursor, write) : write()
}

/**
 * What is built concurrently waits for every older transaction, and nobody queues behind it: given up after the lock timeout, it would
 * be built in vain again and again.
 */
const waitingLonger = async <Value>(
  { session, limits, signal }: WorkOn,
  { text }: SqlStatement,
  work: () => Promise<Value>,
): Promise<Value> => {
  if (session.engine !== 'postgres' || !/\bconcurrently\b/i.test(text)) return work()
  const wait = (ms: number): Promise<void> => session.command(`set lock_timeout = ${Math.trunc(ms)}`, { signal })
  await wait(limits.lockPatienceMs)
  try {
    return await work()
  } finally {
    if (session.healthy && !signal.aborted) await wait(limits.lockTimeoutMs)
  }
}

/** An index whose concurrent building broke off stands there unusable and in the way of the next try. */
const clearInvalid = async ({ session, log, signal }: WorkOn, statement: SqlStatement): Promise<void> => {
  if (session.engine !== 'postgres') return
  for (const index of await invalidIndexes(session, statement.text)) {
    log('warning', `${index} was left half-built and is dropped before it is built again`)
    await session.command(`drop index concurrently if exists ${index}`, { signal })
  }
}

/**
 * Whether a statement that cannot be rolled back, and was under way when everything ended, has happened: told by whether what it
 * names stands as it stood before. The tenant's lock is held, so nobody else of ours changed it meanwhile.
 */
const happened = async (work: WorkOn, statement: SqlStatement, evidence: string): Promise<boolean> => {
  await waitingLonger(work, statement, () => clearInvalid(work, statement))
  return (await evidenceOf(work.session, statement.text)) !== evidence
}

/**
 * Runs a file statement by statement, each noted in the ledger's row, going on behind those that are done.
 * `entry` is the row as it stands.
 */
export const runStatementByStatement = async (file: FileWork, entry: LedgerEntry): Promise<void> => {
  const { work, version, text } = file
  const { session, signal, log } = work
  const { statements } = text
  const sets = statements.some((statement) => isSetting(session, statement))
  const placed: FileWork = sets ? { ...file, ledger: await file.ledger.qualified(work.config) } : file
  await setLimits(file)
  for (const statement of statements.slice(0, entry.statementCursor)) {
    if (isSetting(session, statement)) await session.command(statement.text, { signal })
  }
  let inDoubt = entry.evidence
  for (const [index, statement] of statements.entries()) {
    if (index < entry.statementCursor) continue
    const done = { statementCursor: index + 1, doneSha256: doneSha256(statements, index + 1), evidence: null }
    const note = (): Promise<void> => changeRow(placed, index, done)
    try {
      await withLockRetries(work, version, async () => {
        if (inDoubt !== null && (await happened(work, statement, inDoubt))) {
          log('info', `${version}: statement ${index + 1} had happened before the break`)
          return note()
        }
        inDoubt = null
        if (isSetting(session, statement)) await session.command(statement.text, { signal })
        else if (statement.transactional) {
          // The statement and the note of it happen both or neither.
          return inTransaction(placed, index, async () => {
            await session.command(statement.text, runOptions(file))
            await placed.ledger.change(version, done)
          })
        } else {
          await waitingLonger(work, statement, async () => {
            await clearInvalid(work, statement)
            await changeRow(placed, index, { evidence: await evidenceOf(session, statement.text) })
            await session.command(statement.text, runOptions(file))
          })
        }
        await note()
      })
      inDoubt = null
    } catch (error) {
      const before =
        index === 0
          ? 'Nothing of the file was done.'
          : `The ${index} statements before it are done and stay; a resume goes on with this one.`
      const ownLimit = text.directives.statementTimeoutMs !== null
      throw statementProblem(error, { version, file: file.file, statement, number: index + 1, of: statements.length, before, ownLimit })
    }
  }
  await putSettingsBack(work, statements)
}
