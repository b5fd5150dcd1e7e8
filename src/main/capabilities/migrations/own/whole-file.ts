import { ProvostError } from '#contract/errors.ts'
import type { RunOptions } from '../../../engines/index.ts'
import { beginAgain, newRun, resumeRun } from '../spelled-out.ts'
import type { WorkOn } from '../tool.ts'
import type { LedgerSession } from './ledger-session.ts'
import { withLockRetries } from './lock-retry.ts'
import { answerWithinMs, waitedFor } from './patience.ts'
import type { PreparedText } from './prepared.ts'
import { putSettingsBack } from './session-settings.ts'
import { commitProblem, isLockedOut, statementProblem } from './statement-problem.ts'

export interface FileWork {
  readonly work: WorkOn
  readonly ledger: LedgerSession
  readonly version: string
  readonly file: string
  readonly text: PreparedText
}

/** SQLite waits for others as long as it was told to. */
export const answered = ({ session, signal }: WorkOn): RunOptions =>
  session.engine === 'sqlite' ? { signal } : { signal, timeoutMs: answerWithinMs }

/**
 * What a file's transaction begins with, to go out with its first statement in one message: over a fleet each exchange counts. `set local`
 * ends with the transaction. Null where the engine takes one statement at a time.
 */
const opening = ({ work, text }: FileWork): string | null => {
  const { session, limits } = work
  if (session.engine !== 'postgres') return null
  const statementTimeout = text.directives.statementTimeoutMs ?? limits.statementTimeoutMs
  return `begin; set local lock_timeout = ${Math.trunc(limits.lockTimeoutMs)}; set local statement_timeout = ${Math.trunc(statementTimeout)};\n`
}

const begin = async ({ work, text }: FileWork): Promise<void> => {
  const { session, limits, signal } = work
  await session.command(`pragma busy_timeout = ${Math.trunc(limits.lockTimeoutMs)}`, { signal })
  // Without effect within a transaction, so before it.
  if (text.directives.foreignKeysOff) await session.command('pragma foreign_keys = off', { signal })
  await session.command('begin immediate', { signal })
}

/** Rebuilding a table with foreign keys off may leave rows that point nowhere: they are looked for before it counts. */
const checkForeignKeys = async ({ work, version, text }: FileWork): Promise<void> => {
  if (work.session.engine !== 'sqlite' || !text.directives.foreignKeysOff) return
  const broken = await work.session.rows({ sql: 'pragma foreign_key_check', parameters: [] }, { signal: work.signal })
  if (broken.length === 0) return
  const [table, row, parent] = broken[0] ?? []
  throw new ProvostError('migration.failed', `After ${version}, ${broken.length} rows would point to rows that are not there.`, {
    detail: `The first: ${String(table)}, row ${String(row)}, points to ${String(parent)}. The file was taken back.`,
    remedy: [
      `Mend those rows, then go on: ${resumeRun}`,
      `Or mend them in the file, where no database has ${version} yet, and begin a new run (${newRun}): ${beginAgain.apply}`,
    ],
  })
}

/** The time one statement may take; kept on this side where the engine keeps none, or hangs. */
const runOptions = ({ work, text }: FileWork) => {
  const ms = text.directives.statementTimeoutMs ?? work.limits.statementTimeoutMs
  if (work.session.engine !== 'sqlite') return { signal: work.signal, ...waitedFor(ms) }
  return ms > 0 ? { signal: work.signal, timeoutMs: ms } : { signal: work.signal }
}

const takenBack = 'The whole file was taken back: this database is as it was before it.'

/**
 * Runs a file and writes its ledger row in one transaction: both happen or neither. `settle` writes the row and commits; where `fresh`
 * gives false (somebody else was sooner) nothing is run.
 */
export const runWholeFile = async (file: FileWork, fresh: () => Promise<boolean>, settle: () => Promise<void>): Promise<boolean> => {
  const { work, version, text } = file
  const { session } = work
  return withLockRetries(work, version, async () => {
    const first = opening(file)
    if (first === null) await begin(file)
    try {
      if (!(await fresh())) {
        await session.command('rollback')
        return false
      }
      for (const [index, statement] of text.statements.entries()) {
        try {
          await session.command(index === 0 && first !== null ? first + statement.text : statement.text, runOptions(file))
        } catch (error) {
          // For the retries around this to see.
          if (isLockedOut(error)) throw error
          const ownLimit = text.directives.statementTimeoutMs !== null
          const of = text.statements.length
          throw statementProblem(error, { version, file: file.file, statement, number: index + 1, of, before: takenBack, ownLimit })
        }
      }
      if (text.statements.length === 0 && first !== null) await session.command(first, answered(work))
      await checkForeignKeys(file)
      await putSettingsBack(work, text.statements)
      try {
        await settle()
      } catch (error) {
        throw commitProblem(error, { version, file: file.file, before: takenBack })
      }
      return true
    } catch (error) {
      if (session.healthy) await session.command('rollback').catch(() => session.destroy())
      throw error
    } finally {
      if (text.directives.foreignKeysOff && session.engine === 'sqlite' && session.healthy)
        await session.command('pragma foreign_keys = on').catch(() => session.destroy())
    }
  })
}
