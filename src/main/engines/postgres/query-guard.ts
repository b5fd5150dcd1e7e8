import type { ForeignRows, QueryBounds, RunOptions } from '../engine.ts'
import { FirstRows } from '../first-rows.ts'
import { asQueryProblem, noStatement, readOnly } from '../problems.ts'
import { firstWord } from '../statement-words.ts'
import { hidesNames, reachingName, sessionLockName } from './effects.ts'
import { plain } from './listing.ts'
import type { PostgresSession } from './session.ts'

/**
 * Only these read. A read-only transaction lets others through although they reach beyond it: files and programs of the server (COPY),
 * code (LOAD, DO, CALL), other sessions (NOTIFY, LISTEN), and the transaction itself.
 */
const reading = new Set(['select', 'with', 'values', 'table', 'show', 'explain'])

/**
 * Refuses what does more than read, by its text alone. PostgreSQL passes over a semicolon before the first word; here it is none.
 * @throws ProvostError `query.read-only`, `query.not-single`
 */
export const refuseActing = (text: string, pooled: boolean): void => {
  if (text.includes('\0')) throw readOnly('The text holds a NUL character.')
  const word = firstWord(text, 'postgres')
  if (word === '') throw noStatement()
  if (!reading.has(word))
    throw readOnly(`${word.toUpperCase()} is not one of the statements that read: ${[...reading].join(', ').toUpperCase()}.`)
  if (hidesNames(text)) throw readOnly('A name in Unicode escapes (U&"…") hides what it names.')
  const reaching = reachingName(text)
  if (reaching !== null) throw readOnly(`${reaching} reaches further than a read-only transaction does.`)
  const lock = pooled ? sessionLockName(text) : null
  if (lock !== null) throw readOnly(`${lock} would leave a lock in a session of the pooler, which others are lent next.`)
}

/**
 * Somebody else's statement: by the extended protocol (so exactly one), in a read-only transaction that has already run a query
 * (before its first it could still be made read-write), rolled back, and the session wiped afterwards.
 */
export const guardedPostgres = async (session: PostgresSession, text: string, options: RunOptions & QueryBounds): Promise<ForeignRows> => {
  refuseActing(text, session.pooled)
  const { timeoutMs } = options
  const rows = new FirstRows(options)
  await session.command('begin read only')
  try {
    if (timeoutMs !== undefined) await session.command(`set local statement_timeout = ${Math.trunc(timeoutMs) + 1000}`)
    await session.command('set local lock_timeout = 5000')
    await session.leavingNoLock(() => session.execute(plain(text), rows.take, rows.batches))
  } catch (error) {
    throw asQueryProblem(error)
  } finally {
    if (session.healthy) await session.wipe()
  }
  return rows.result()
}
