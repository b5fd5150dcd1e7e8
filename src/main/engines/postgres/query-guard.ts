import type { ForeignRows, QueryBounds, RunOptions } from '../engine.ts'
import { FirstRows } from '../first-rows.ts'
import { asQueryProblem, readOnly } from '../problems.ts'
import { firstWord } from '../statement-words.ts'
import { plain } from './listing.ts'
import type { PostgresSession } from './session.ts'

/**
 * Commands that a read-only transaction lets through although they reach beyond reading: files and programs of the server (COPY),
 * code (LOAD, DO, CALL), other sessions (NOTIFY, LISTEN), and the transaction itself.
 */
const refusedCommands = new Set(
  `abort alter analyze begin call checkpoint close cluster comment commit copy create deallocate declare delete discard do drop end execute fetch grant import
   insert listen load lock merge move notify prepare reassign refresh reindex release reset revoke rollback savepoint security set start truncate unlisten update vacuum`.split(
    /\s+/,
  ),
)

/**
 * Somebody else's statement: by the extended protocol (so exactly one), in a read-only transaction that has already run a query
 * (before its first it could still be made read-write), rolled back, and the session wiped afterwards.
 */
export const guardedPostgres = async (session: PostgresSession, text: string, options: RunOptions & QueryBounds): Promise<ForeignRows> => {
  const word = firstWord(text, 'postgres')
  if (refusedCommands.has(word)) throw readOnly(`${word.toUpperCase()} is not a statement that reads.`)
  const { timeoutMs } = options
  const rows = new FirstRows(options)
  await session.command('begin read only')
  try {
    if (timeoutMs !== undefined) await session.command(`set local statement_timeout = ${Math.trunc(timeoutMs) + 1000}`)
    await session.command('set local lock_timeout = 5000')
    await session.command('select 1')
    await session.execute(plain(text), rows.take, rows.batches)
  } catch (error) {
    throw asQueryProblem(error)
  } finally {
    if (session.healthy) await session.wipe()
  }
  return rows.result()
}
