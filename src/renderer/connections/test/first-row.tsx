import { useQuery } from '@tanstack/react-query'
import { orpc, problemOf } from '../../bridge/index.ts'
import { liveHealth, useInstants, useLive } from '../../shell/index.ts'
import { formatDuration, Section } from '../../ui/index.ts'
import { LatencyChart, latencyWords } from '../latency-chart.tsx'

/** How fast a first row came over the last day; where nothing of it is kept, since this window was opened. */
export function FirstRow({ name }: { readonly name: string }) {
  const instants = useInstants()
  const live = useLive(liveHealth).readings.get(name) ?? []
  const history = useQuery(orpc.connections.history.queryOptions({ input: { name, days: 1 }, staleTime: 60_000 }))
  const kept = (history.data?.samples ?? []).map(({ at, state, ms }) => ({ at: Date.parse(at), ms: state === 'failed' ? null : ms }))
  const readings = kept.length >= live.length ? kept : live
  const first = kept[0]
  const { p50 = null, p95 = null } = history.data ?? {}
  const words =
    kept.length >= live.length && p50 !== null && p95 !== null
      ? `p50 ${formatDuration(p50)}, p95 ${formatDuration(p95)}`
      : latencyWords(readings)
  return (
    <Section title="Time to a first row" aside={words}>
      {readings.length >= 2 ? (
        <LatencyChart
          readings={readings}
          width={304}
          {...(first === undefined || readings !== kept ? {} : { from: `since ${instants.time(new Date(first.at))}` })}
        />
      ) : history.error !== null ? (
        `What was measured before cannot be read. ${problemOf(history.error).title}`
      ) : (
        'The line begins with the second reading.'
      )}
    </Section>
  )
}
