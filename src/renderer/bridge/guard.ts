import { callTooLate, problemOf } from './problem.ts'

export interface GuardOptions {
  readonly path: readonly string[]
  /** Aborted with its reason as soon as the transport is lost. Must have been listened to before the transport made its link. */
  readonly gone: AbortSignal
  readonly own: AbortSignal | undefined
  /** What the call has, in ms; null for as long as it takes. */
  readonly deadlineMs: number | null
}

const isIterable = (value: unknown): value is AsyncIteratorObject<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** Settles as `work` does, or as soon as the signal aborts: a transport that never answers cannot hold the caller. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

/**
 * Makes a call that always settles: rejected at once when the transport is gone, at its deadline, or when the caller
 * aborts, which also reaches the server. What is thrown is always a `ProvostError`.
 */
export async function guarded(options: GuardOptions, run: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const { gone, own, path, deadlineMs } = options
  const deadline = new AbortController()
  // What the server is to hear of; that the transport is gone it cannot hear, and telling it would only fail.
  const told = own === undefined ? deadline.signal : AbortSignal.any([own, deadline.signal])
  const any = AbortSignal.any([gone, told])
  const explain = (error: unknown): Error => problemOf(gone.aborted ? gone.reason : any.aborted ? any.reason : error)
  // A timer, not AbortSignal.timeout: it ends with the answer, so that a long stream is not cut by it.
  const timer = deadlineMs === null ? undefined : setTimeout(() => deadline.abort(callTooLate(path, deadlineMs)), deadlineMs)
  try {
    any.throwIfAborted()
    const result = await orAborted(run(told), any)
    return isIterable(result) ? guardedIterator(result, any, explain) : result
  } catch (error) {
    throw explain(error)
  } finally {
    clearTimeout(timer)
  }
}

async function* guardedIterator(
  inner: AsyncIteratorObject<unknown>,
  signal: AbortSignal,
  explain: (error: unknown) => Error,
): AsyncGenerator<unknown, unknown> {
  let ended = false
  try {
    for (;;) {
      signal.throwIfAborted()
      const step = await orAborted(inner.next(), signal)
      if (step.done === true) {
        ended = true
        return step.value
      }
      yield step.value
    }
  } catch (error) {
    throw explain(error)
  } finally {
    // Over a lost transport this never settles, so nobody waits for it.
    if (!ended) void inner.return?.().catch(() => undefined)
  }
}
