import { setTimeout as sleep } from 'node:timers/promises'
import { ProvostError } from '#contract/errors.ts'
import { cancelled } from '../foundation/processes/index.ts'

const firstPauseMs = 250
const longestPauseMs = 5000

/** How a login waits where the server has no connection left. */
export interface Patience {
  /** In all; after that the refusal is told. */
  readonly patienceMs: number
  /** Told once, when the first try was refused. */
  readonly onFull?: () => void
}

/**
 * Does what signs in, again after uneven pauses while the server has no connection left, until the patience is over: a server that is full
 * is mostly full for moments. What is done must be safe to do again: the signing in itself, or a read.
 */
export const whenThereIsRoom = async <Value>(
  work: () => Promise<Value>,
  { patienceMs, onFull }: Patience,
  signal: AbortSignal | undefined,
): Promise<Value> => {
  const begun = performance.now()
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const full = error instanceof ProvostError && error.code === 'connection.too-many-connections'
      const pause = Math.min(firstPauseMs * 2 ** attempt, longestPauseMs) * (0.5 + Math.random())
      if (!full || performance.now() - begun + pause > patienceMs) throw error
      if (attempt === 0) onFull?.()
      await sleep(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
      if (signal?.aborted) throw cancelled(signal)
    }
  }
}
