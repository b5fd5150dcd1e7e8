import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { Connection } from '#contract/connections.ts'
import { client, orpc } from '../../bridge/index.ts'
import { useTestRun } from './use-test-run.ts'

/** How long a test may run before its button offers to cancel it, in ms: most are over sooner, and a flicker helps nobody. */
const offerCancelMs = 350

/** The staged test of a kept connection: begun when it is opened and not known yet, again by `again`, ended by Escape. */
export function useConnectionTest(connection: Connection, failing: boolean) {
  const queryClient = useQueryClient()
  const { name } = connection
  const { run, start, cancel } = useTestRun(name, () => {
    void queryClient.invalidateQueries({ queryKey: orpc.connections.show.queryKey({ input: { name } }) })
    // The list beside it shows the last reading; this makes it one of now. Its failure is told there.
    void client.connections
      .check({ name })
      .catch(() => undefined)
      .finally(() => queryClient.invalidateQueries({ queryKey: orpc.connections.history.key() }))
  })
  const again = useCallback(() => start((signal) => client.connections.test({ name }, { signal })), [start, name])
  const unknown = run.state === 'none' || (failing && run.test?.ok === true)
  useEffect(() => {
    if (unknown) again()
  }, [unknown, again])

  const running = run.state === 'running'
  const [long, setLong] = useState(false)
  useEffect(() => {
    if (!running) return
    const timer = setTimeout(() => setLong(true), offerCancelMs)
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog],[role=menu]') !== null) return
      event.preventDefault()
      cancel()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      setLong(false)
      window.removeEventListener('keydown', onKey)
    }
  }, [running, cancel])
  // While a test runs anew, what the last one found stays where it was.
  const [last, setLast] = useState(run)
  if (run.state === 'done' && last !== run) setLast(run)
  return { run, found: running && last.test !== null ? last : run, again, cancel, offersCancel: running && long }
}
