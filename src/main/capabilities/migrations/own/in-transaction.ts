import { ProvostError } from '#contract/errors.ts'
import { leftByRollback } from '../../../engines/index.ts'
import type { LedgerChange } from './ledger-session.ts'
import { answerWithinMs } from './patience.ts'
import type { FileWork } from './whole-file.ts'

/** SQLite has no lock of the tenant but its transactions: within this one nobody else of ours can have gone on with the file. */
const refuseOvertaken = async ({ work, ledger, version }: FileWork, cursor: number): Promise<void> => {
  if (work.session.engine !== 'sqlite' || (await ledger.find(version))?.statementCursor === cursor) return
  throw new ProvostError('migration.locked', `Somebody else is migrating ${work.label}.`, {
    detail: `Another console has gone on with ${version} meanwhile.`,
    remedy: ['Wait until the other run is done, then resume this one.'],
    retryable: true,
  })
}

/**
 * One transaction, in which the file stands where we think it does. `onLeft` is told where it failed and the server did not take back all
 * of it, with what that is.
 */
export const inTransaction = async (
  file: FileWork,
  cursor: number,
  work: () => Promise<void>,
  onLeft?: (left: string, error: unknown) => Promise<never>,
): Promise<void> => {
  const { session, signal } = file.work
  const own = session.engine === 'sqlite' ? { signal } : { signal, timeoutMs: answerWithinMs }
  await session.command(session.engine === 'sqlite' ? 'begin immediate' : session.engine === 'mysql' ? 'start transaction' : 'begin', own)
  try {
    await refuseOvertaken(file, cursor)
    await work()
    await session.command('commit', own)
  } catch (error) {
    if (session.healthy) await session.command('rollback').catch(() => session.destroy())
    const left = onLeft !== undefined && session.engine === 'mysql' && session.healthy ? await leftByRollback(session, own) : null
    if (left !== null) await onLeft?.(left, error)
    throw error
  }
}

/** Changes the ledger's row between statements: never one that another console has moved on, which would lead it back. */
export const changeRow = (file: FileWork, cursor: number, change: LedgerChange): Promise<void> => {
  const write = (): Promise<void> => file.ledger.change(file.version, change)
  return file.work.session.engine === 'sqlite' ? inTransaction(file, cursor, write) : write()
}
