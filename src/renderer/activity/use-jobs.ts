import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Job } from '#contract/jobs.ts'
import { orpc } from '../bridge/index.ts'
import { isActive, liveJobs, useLive } from '../shell/index.ts'

/** All jobs, past and live, newest first, active ones leading. */
export function useJobs() {
  const list = useQuery(orpc.jobs.list.queryOptions({ input: { limit: 500 }, staleTime: 5000 }))
  const { byId } = useLive(liveJobs)
  const jobs = useMemo((): readonly Job[] => {
    const all = new Map((list.data?.jobs ?? []).map((job) => [job.id as string, job]))
    for (const [id, job] of byId) all.set(id, job)
    return [...all.values()].sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || b.createdAt.localeCompare(a.createdAt))
  }, [list.data, byId])
  return { jobs, list }
}
