import {
  foreseenStatement,
  invalidIndexes,
  isSessionSetting,
  lastKeyRead,
  type RunOptions,
  restoredSession,
  type SqlStatement,
} from '../../../engines/index.ts'
import type { LedgerEntry, LedgerHow } from '../../../fleet/blueprints/index.ts'
import type { WorkOn } from '../tool.ts'
import { runCode } from './code.ts'
import { beganEvidence, codeBegun, codeInDoubt, hasHappened } from './doubt.ts'
import { changeRow, inTransaction } from './in-transaction.ts'
import type { LedgerChange } from './ledger-session.ts'
import { withLockRetries } from './lock-retry.ts'
import { answerWithinMs, waitedFor } from './patience.ts'
import { doneSha256 } from './prepared.ts'
import { lastKeyLost, sessionLost } from './session-lost.ts'
import { leavesSettings, putSettingsBack } from './session-settings.ts'
import { driverWords, type StatementPlace, statementProblem } from './statement-problem.ts'
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

interface Step {
  readonly done: LedgerChange
  readonly how: LedgerHow
  /** Told how what the statement names stood before it, as soon as it may have happened; null once it is known not to have. */
  inDoubt(evidence: string | null): void
}

/** Runs a statement and notes it in the ledger's row. */
const runAndNote = async (file: FileWork, place: StatementPlace, { done, how, inDoubt }: Step): Promise<void> => {
  const { work, ledger, version } = file
  const { session, signal } = work
  const { statement, number } = place
  const index = number - 1
  const run = (): Promise<void> => session.command(statement.text, runOptions(file))
  // What has happened is not done again for its note's sake.
  const note = (): Promise<void> => withLockRetries(work, version, () => changeRow(file, index, done))
  if (isSessionSetting(session.engine, statement)) {
    await session.command(statement.text, { signal })
    return note()
  }
  if (statement.unforeseeable) return runCode(file, place, { run, done, how })
  if (statement.transactional) {
    // The statement and the note of it happen both or neither, unless it writes to tables that know no transactions.
    return inTransaction(
      file,
      index,
      async () => {
        await run()
        await ledger.change(version, done)
      },
      async (left, error) => {
        if (signal.aborted) throw error
        await withLockRetries(work, version, () => changeRow(file, index, { evidence: codeBegun }))
        throw codeInDoubt(place, how, `It or the note of it failed, but ${left}: ${driverWords(error)}`, error)
      },
    )
  }
  await waitingLonger(work, statement, async () => {
    await clearInvalid(work, statement)
    const evidence = await beganEvidence(session, statement)
    await changeRow(file, index, { evidence })
    inDoubt(evidence)
    try {
      await run()
    } catch (error) {
      // Refused and known to have left nothing: the statement may be mended to be another, of which this evidence would say nothing.
      if (session.healthy && !signal.aborted && (await beganEvidence(session, statement)) === evidence) {
        inDoubt(null)
        await changeRow(file, index, { evidence: null })
      }
      throw error
    }
  })
  return note()
}

/** What the statements of a file need of the session in which those before them were run. */
const resumedSession = async ({ work, text }: FileWork, entry: LedgerEntry) => {
  const { session, signal } = work
  const { statements } = text
  const { engine } = session
  const { again, missing, happened } = restoredSession(engine, statements, entry.statementCursor)
  for (const { text: sql } of again) await session.command(sql, { signal })
  // A key that an earlier file made is none of this one's.
  if (engine === 'mysql' && entry.statementCursor > 0) await session.command('do last_insert_id(0)', { signal })
  return {
    happened,
    /** @throws ProvostError `migration.failed-row` where the statement would read what went with the session that ended */
    async refuseLost(place: StatementPlace): Promise<void> {
      if (entry.statementCursor === 0) return
      const lost = missing(place.statement, place.number - 1)
      if (lost !== null) throw sessionLost(place, lost, entry.how)
      const asked = lastKeyRead(engine, place.statement)
      if (asked === null) return
      const [[key] = []] = await session.rows({ sql: asked, parameters: [] }, { signal })
      if (String(key) === '0') throw lastKeyLost(place, entry.how)
    },
  }
}

/**
 * Runs a file statement by statement, each noted in the ledger's row, going on behind those that are done.
 * `entry` is the row as it stands.
 */
export const runStatementByStatement = async (file: FileWork, entry: LedgerEntry): Promise<void> => {
  const { work, version, text } = file
  const { session, log, signal } = work
  const { statements } = text
  const sets = statements.some((statement) => leavesSettings(session.engine, statement))
  const placed: FileWork = sets ? { ...file, ledger: await file.ledger.qualified(work.config) } : file
  await setLimits(file)
  const resumed = await resumedSession(file, entry)
  let inDoubt = entry.evidence
  for (const [index, written] of statements.entries()) {
    if (index < entry.statementCursor) continue
    const statement = await foreseenStatement(session, written, { signal, timeoutMs: answerWithinMs })
    const done = { statementCursor: index + 1, doneSha256: doneSha256(statements, index + 1), evidence: null }
    const before =
      index === 0 ? 'Nothing of the file was done.' : `The ${index} statements before it are done and stay; a resume goes on with this one.`
    const ownLimit = text.directives.statementTimeoutMs !== null
    const place = { version, file: file.file, statement, number: index + 1, of: statements.length, before, ownLimit }
    try {
      await withLockRetries(work, version, async () => {
        if (inDoubt !== null) {
          await waitingLonger(work, statement, () => clearInvalid(work, statement))
          if (await hasHappened(session, place, inDoubt, entry.how)) {
            log('info', `${version}: statement ${index + 1} had happened before the break`)
            resumed.happened(written, index)
            return changeRow(placed, index, done)
          }
        }
        inDoubt = null
        await resumed.refuseLost(place)
        await runAndNote(placed, place, {
          done,
          how: entry.how,
          inDoubt: (evidence) => {
            inDoubt = evidence
          },
        })
      })
      inDoubt = null
    } catch (error) {
      throw statementProblem(error, place)
    }
  }
  await putSettingsBack(work, statements)
}
