import { useQueries, useQuery } from '@tanstack/react-query'
import type { MigrationSourceView } from '#contract/migrations.ts'
import { orpc } from '../bridge/index.ts'

/** What a source holds does not change under one's eyes; coming back to the window asks again. */
const staleTime = 20_000

/** The folders used before and the blueprints that ship with Provost. */
export const useSources = () => useQuery(orpc.migrations.sources.queryOptions({ staleTime }))

export interface SourceKnown {
  /** What the chosen source holds; of several blueprints all of them. */
  readonly views: readonly MigrationSourceView[]
  readonly error: Error | null
  readonly loading: boolean
  readonly refetch: () => void
}

/** What lies in the folder, or without one in the blueprints. */
export function useSource(directory: string | undefined): SourceKnown {
  const sources = useSources()
  const asked = directory !== undefined ? [{ directory }] : (sources.data?.blueprints ?? []).map(({ id }) => ({ blueprint: id }))
  const found = useQueries({ queries: asked.map((input) => orpc.migrations.source.queryOptions({ input, staleTime, retry: false })) })
  return {
    views: found.flatMap(({ data }) => (data === undefined ? [] : [data])),
    error: found.find(({ error }) => error !== null)?.error ?? (directory === undefined ? sources.error : null),
    loading: found.some(({ isPending }) => isPending) || (directory === undefined && sources.isPending),
    refetch: () => void Promise.all([sources.refetch(), ...found.map((one) => one.refetch())]),
  }
}
