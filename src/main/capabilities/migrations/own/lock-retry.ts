import { setTimeout as sleep } from 'node:timers/promises'
import { ProvostError } from '#contract/errors.ts'
import { cancelled } from '../../../foundation/processes/index.ts'
import type { WorkOn } from '../tool.ts'
import { isLockedOut } from './statement-problem.ts'

/** Between the tries for a lock, in ms: it grows from the first to the last, and each is made uneven so that tenants do not march in step. */
const firstPauseMs = 200
const longestPauseMs = 5000

const uneven = (ms: number): number => ms * (0.5 + Math.random())

/**
 * Does work that gives up after the lock timeout rather than have others queue behind it, again and again, until it goes well
 * or the patience is over. The work must leave nothing behind when it fails.
 * @throws ProvostError `migration.lock-timeout`
 */
export const withLockRetries = async <Value>({ limits, signal, log }: WorkOn, what: string, work: () => Promise<Value>): Promise<Value> => {
  const begun = performance.now()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isLockedOut(error)) throw error
      const waited = performance.now() - begun
      const pause = uneven(Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs))
      if (waited + pause > limits.lockPatienceMs) {
        throw new ProvostError('migration.lock-timeout', `${what} did not get its lock in ${attempt} ${attempt === 1 ? 'try' : 'tries'}.`, {
          detail: `${error.detail || error.title}\nEach try waited ${limits.lockTimeoutMs} ms, so that nobody waited longer behind it; all together ${Math.round(waited / 1000)} s.`,
          remedy: ['Resume the run when the work that holds the table is done.', 'Or give it longer: --lock-timeout MS'],
          retryable: true,
          cause: error,
        })
      }
      log('warning', `${what}: lock not had in try ${attempt}, again in ${Math.round(pause)} ms`)
      await sleep(pause, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw cancelled(signal)
    }
  }
}
