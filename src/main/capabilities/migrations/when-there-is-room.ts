import { setTimeout as sleep } from 'node:timers/promises'
import { ProvostError } from '#contract/errors.ts'
import { cancelled } from '../../foundation/processes/index.ts'
import type { WorkOn } from './tool.ts'

const firstPauseMs = 250
const longestPauseMs = 5000

/**
 * Does work whose login may find no connection left, again after uneven pauses until the patience is over: a server that is full is
 * mostly full for moments. Work that has begun is not done again.
 */
export const whenThereIsRoom = async <Value>(
  work: () => Promise<Value>,
  {
    isOpen,
    patienceMs,
    signal,
    log,
  }: { readonly isOpen: () => boolean; readonly patienceMs: number; readonly signal: AbortSignal; readonly log: WorkOn['log'] },
): Promise<Value> => {
  const begun = performance.now()
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const full = error instanceof ProvostError && error.code === 'connection.too-many-connections' && !isOpen()
      const pause = Math.min(firstPauseMs * 2 ** attempt, longestPauseMs) * (0.5 + Math.random())
      if (!full || performance.now() - begun + pause > patienceMs) throw error
      if (attempt === 0) log('warning', 'no connection is left in the server; tried again')
      await sleep(pause, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw cancelled(signal)
    }
  }
}
