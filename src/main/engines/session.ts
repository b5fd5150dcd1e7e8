import type { ProvostError } from '#contract/errors.ts'
import type { Cell, ResultColumn } from '#contract/values.ts'
import { cancelled } from '../foundation/processes/index.ts'
import type { RunOptions, Statement } from './engine.ts'
import { queryTimeout } from './problems.ts'

/** Takes rows as they come; false (or a promise of it) asks for no more, and a pending promise holds the next rows back. */
export type RowSink = (rows: readonly (readonly Cell[])[], columns: readonly ResultColumn[]) => boolean | Promise<boolean>

/**
 * Rows per batch. A batch of large rows is shorter, for no batch should take much more than `batchBytes`;
 * where nothing is known of their size the first is kept short and the next ones grow.
 */
export interface BatchSize {
  readonly first: number
  readonly most: number
  /** Every row is wanted: the server need not wait between batches. */
  readonly all?: boolean
  /** A row larger than this, as the server sends it, is refused before it is held. */
  readonly rowBytes?: number
}
export const batchBytes = 4_000_000
export const batchOf = (rows: number): BatchSize => ({ first: rows, most: rows })

/** The bytes that a cell takes, near enough for a cap. */
export const weigh = (cell: Cell): number => {
  if (typeof cell === 'string') return cell.length
  if (cell === null || typeof cell !== 'object') return 8
  return '$bytes' in cell ? cell.$bytes.length : '$cut' in cell ? cell.$cut.length : 8
}

/** One connection to a database, used by one piece of work at a time. Everything it throws is a `ProvostError`. */
export interface Session {
  /** False once the connection is lost or its state is unknown; such a session is not used again. */
  readonly healthy: boolean
  /** Runs one statement, in the extended protocol where the engine has one. The sink sees the columns even where there are no rows. */
  execute(statement: Statement, sink: RowSink, batch: BatchSize): Promise<void>
  /** From now on refuses every statement with `why`, until `prove`. */
  refuse(why: ProvostError): void
  /** Asks the server to stop what runs now. Settles when the server was told, not when it stopped. */
  cancel(): Promise<void>
  /** After a cancel: ends what may be open and checks that the session answers; rejects where it does not. */
  prove(): Promise<void>
  ping(): Promise<void>
  /** Drops the connection at once. What runs on it rejects. */
  destroy(): void
  /** Says goodbye and closes. */
  end(): Promise<void>
}

/** How long a server may take to stop a statement before its connection is dropped instead. */
const cancelGraceMs = 1500
const cancelRepeatMs = 200

const settlesWithin = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const settled = work.then(
    () => true as const,
    () => true as const,
  )
  try {
    return await Promise.race([settled, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Stops the work in the server. Repeats itself: a cancel that arrives between two statements has no effect. */
const interrupt = async (session: Session, work: Promise<unknown>, why: ProvostError): Promise<void> => {
  session.refuse(why)
  const end = Date.now() + cancelGraceMs
  while (Date.now() < end) {
    // A cancel that cannot be delivered is no news: the end below drops the connection.
    if (!(await settlesWithin(session.cancel(), end - Date.now()))) break
    if (await settlesWithin(work, Math.min(cancelRepeatMs, end - Date.now()))) {
      const proof = session.prove()
      if (!(await settlesWithin(proof, 1000))) return session.destroy()
      return await proof.catch(() => session.destroy())
    }
  }
  session.destroy()
}

/**
 * Does a piece of work on a session. An abort or the deadline stops it in the server, and only then rejects:
 * with `call.cancelled` (or the signal's own reason), or `query.timeout`.
 */
export const runOn = async <T>(session: Session, options: RunOptions, task: () => Promise<T>): Promise<T> => {
  const { signal, timeoutMs } = options
  if (signal?.aborted) throw cancelled(signal)
  const work = task()
  let stopped: { readonly why: ProvostError; readonly done: Promise<void> } | null = null
  let tellStopped: () => void = () => {}
  const stopping = new Promise<void>((resolve) => {
    tellStopped = resolve
  })
  const stop = (why: ProvostError): void => {
    if (stopped) return
    stopped = { why, done: interrupt(session, work, why) }
    void stopped.done.then(tellStopped)
  }
  const onAbort = (): void => {
    if (signal) stop(cancelled(signal))
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop(queryTimeout(timeoutMs)), timeoutMs)
  const interruption = (): { why: ProvostError; done: Promise<void> } | null => stopped
  try {
    await Promise.race([work.catch(() => {}), stopping])
    const ended = interruption()
    if (!ended) return await work
    await ended.done
    throw ended.why
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** All rows of a statement. */
export const readAll = async (
  session: Session,
  statement: Statement,
): Promise<{ columns: readonly ResultColumn[]; rows: (readonly Cell[])[] }> => {
  const rows: (readonly Cell[])[] = []
  let columns: readonly ResultColumn[] = []
  await session.execute(
    statement,
    (batch, described) => {
      columns = described
      for (const row of batch) rows.push(row)
      return true
    },
    { first: 500, most: 5000, all: true },
  )
  return { columns, rows }
}
