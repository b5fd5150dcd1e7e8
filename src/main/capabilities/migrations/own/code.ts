import { ProvostError } from '#contract/errors.ts'
import { leftByRollback } from '../../../engines/index.ts'
import type { LedgerHow } from '../../../fleet/blueprints/index.ts'
import { codeBegun, codeInDoubt } from './doubt.ts'
import { changeRow } from './in-transaction.ts'
import type { LedgerChange } from './ledger-session.ts'
import { withLockRetries } from './lock-retry.ts'
import { answerWithinMs } from './patience.ts'
import { driverWords, type StatementPlace } from './statement-problem.ts'
import type { FileWork } from './whole-file.ts'

const savepoint = 'provost_code'

/**
 * Takes back what was done since the savepoint. Gives what keeps it from having never happened: a commit or a rollback in between, either of
 * which ends the savepoint, or rows in tables that know no transactions. Null where all of it is gone again.
 */
const takenBack = async ({ work }: FileWork): Promise<string | null> => {
  const { session, signal } = work
  const own = { signal, timeoutMs: answerWithinMs }
  const stands = await session.command(`rollback to savepoint ${savepoint}`, own).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ProvostError) return false
      throw error
    },
  )
  const left = stands ? await leftByRollback(session, own) : null
  await session.command('rollback', own)
  return stands ? left : 'something in it was committed or rolled back'
}

/**
 * Runs a procedure, a block or a prepared text that may commit in its middle (MySQL and MariaDB). The row says so before it begins. Where it
 * or its note fails and nothing of it stays, it has not happened; where something does, or where everything ends meanwhile, only a person can tell.
 */
export const runCode = async (
  file: FileWork,
  place: StatementPlace,
  { run, done, how }: { readonly run: () => Promise<void>; readonly done: LedgerChange; readonly how: LedgerHow },
): Promise<void> => {
  const { work, ledger, version } = file
  const { session, signal } = work
  const own = { signal, timeoutMs: answerWithinMs }
  const index = place.number - 1
  await changeRow(file, index, { evidence: codeBegun })
  await session.command('start transaction', own)
  await session.command(`savepoint ${savepoint}`, own)
  let failed = 'It failed'
  try {
    await run()
    failed = 'It ended well, and the note of that failed'
    await ledger.change(version, done)
    failed = 'It ended well, and the commit failed'
    await session.command('commit', own)
  } catch (error) {
    if (!session.healthy || signal.aborted) throw error
    const stays = await takenBack(file)
    if (stays !== null) {
      // A commit may fail and have been done.
      if ((await ledger.find(version))?.statementCursor === done.statementCursor) return
      throw codeInDoubt(place, how, `${failed}, but ${stays}: ${driverWords(error)}`, error)
    }
    await withLockRetries(work, version, () => changeRow(file, index, { evidence: null }))
    throw error
  }
}
