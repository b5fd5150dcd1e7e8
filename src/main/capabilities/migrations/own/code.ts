import { ProvostError } from '#contract/errors.ts'
import type { LedgerHow } from '../../../fleet/blueprints/index.ts'
import { codeBegun, codeInDoubt } from './doubt.ts'
import { changeRow } from './in-transaction.ts'
import type { LedgerChange } from './ledger-session.ts'
import { answerWithinMs } from './patience.ts'
import { driverWords, type StatementPlace } from './statement-problem.ts'
import type { FileWork } from './whole-file.ts'

const savepoint = 'provost_code'

/** Whether nothing was committed or rolled back since the savepoint: either would have ended it. Then what was done is gone again. */
const undone = async ({ work }: FileWork): Promise<boolean> => {
  const { session, signal } = work
  const own = { signal, timeoutMs: answerWithinMs }
  const stands = await session.command(`rollback to savepoint ${savepoint}`, own).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ProvostError) return false
      throw error
    },
  )
  await session.command('rollback', own)
  return stands
}

/**
 * Runs a procedure, a block or a prepared text that may commit in its middle (MySQL and MariaDB). The row says so before it begins. Where it
 * fails and has committed nothing, it has not happened; where it has, or where everything ends meanwhile, only a person can tell.
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
  try {
    await run()
  } catch (error) {
    if (!session.healthy || signal.aborted) throw error
    if (!(await undone(file)))
      throw codeInDoubt(place, how, `It failed behind something that was committed or rolled back: ${driverWords(error)}`, error)
    await changeRow(file, index, { evidence: null })
    throw error
  }
  await ledger.change(version, done)
  await session.command('commit', own)
}
