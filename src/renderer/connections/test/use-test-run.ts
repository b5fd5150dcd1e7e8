import { useCallback, useEffect, useRef, useState } from 'react'
import type { TestEvent } from '#contract/connection-test.ts'
import { problemOf } from '../../bridge/index.ts'
import { begun, endedBy, noRun, type TestRun, withEvent } from './test-run.ts'

/** What was found in this window, by connection: coming back to one shows its last test. */
const kept = new Map<string, TestRun>()

/** The connection is another now: what was found of it does not count, and coming back to it tests it anew. */
export const forgetTest = (name: string): void => {
  kept.delete(name)
}

export interface TestHandle {
  readonly run: TestRun
  /** Begins anew; a test under way is cancelled first. */
  readonly start: (open: (signal: AbortSignal) => Promise<AsyncIterable<TestEvent>>) => void
  readonly cancel: () => void
}

/**
 * Runs a staged test and shows it as it goes. Leaving the screen cancels it, in the server too. What `start` is given is
 * called once and not kept, so that a password in it is not either.
 */
export function useTestRun(keptAs: string | null, onOver?: (run: TestRun) => void): TestHandle {
  const [run, setRun] = useState<TestRun>(() => (keptAs === null ? undefined : kept.get(keptAs)) ?? noRun)
  const controller = useRef<AbortController | null>(null)
  const over = useRef(onOver)
  over.current = onOver

  const start = useCallback<TestHandle['start']>(
    (open) => {
      controller.current?.abort()
      const own = new AbortController()
      controller.current = own
      const first = begun(Date.now())
      const become = (now: TestRun): TestRun => {
        // A test that was taken over by another, or left, no longer speaks.
        if (controller.current === own) setRun(now)
        return now
      }
      become(first)
      const follow = async (events: Promise<AsyncIterable<TestEvent>>): Promise<void> => {
        let now = first
        try {
          for await (const event of await events) now = become(withEvent(now, event))
        } catch (error) {
          now = become(endedBy(now, own.signal.aborted ? { ...problemOf(error).toJSON(), code: 'call.cancelled' } : problemOf(error)))
        }
        if (controller.current !== own) return
        controller.current = null
        if (keptAs !== null && now.state === 'done') kept.set(keptAs, now)
        over.current?.(now)
      }
      void follow(open(own.signal))
    },
    [keptAs],
  )
  const cancel = useCallback(() => controller.current?.abort(), [])
  useEffect(
    () => () => {
      const left = controller.current
      controller.current = null
      left?.abort()
    },
    [],
  )
  return { run, start, cancel }
}
