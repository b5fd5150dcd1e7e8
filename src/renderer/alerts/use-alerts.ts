import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Alert } from '#contract/alerts.ts'
import { orpc } from '../bridge/index.ts'
import { liveAlerts, useLive, useSession } from '../shell/index.ts'

/** Those nobody has seen, and how many there are; asked for again whenever one arrives or is seen. */
export function useOpenAlerts() {
  const { rights } = useSession()
  return useQuery(
    orpc.alerts.list.queryOptions({
      input: { open: true, limit: 500 },
      enabled: rights.includes('connections.read'),
      staleTime: 30_000,
      // The stream tells of changes; what it missed while the console was away is found by this.
      refetchInterval: 60_000,
    }),
  )
}

/** Calls back with what arrived and nobody has seen, together where several came at once. */
export function useArrivals(tell: (arrived: readonly Alert[]) => void): void {
  const { arrived, changes } = useLive(liveAlerts)
  const queryClient = useQueryClient()
  const told = useRef(arrived.at(-1)?.id ?? 0)
  const latest = useRef(tell)
  latest.current = tell
  useEffect(() => {
    if (changes === 0) return
    void queryClient.invalidateQueries({ queryKey: orpc.alerts.key() })
    const fresh = arrived.filter(({ id }) => id > told.current)
    const last = fresh.at(-1)
    if (last === undefined) return
    told.current = last.id
    latest.current(fresh)
  }, [changes, arrived, queryClient])
}
