import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { client, orpc } from '../bridge/index.ts'

export const preferencesQuery = orpc.workspace.preferences.queryOptions({ staleTime: Number.POSITIVE_INFINITY })

type Preferences = Record<string, unknown>

/** One preference of this operator, kept in the workspace. The screen changes at once; the writing follows. */
export function usePreference<Value>(key: string, fallback: Value, isValue: (value: unknown) => value is Value) {
  const queryClient = useQueryClient()
  const { data } = useQuery(preferencesQuery)
  const stored = data?.preferences[key]
  const value = isValue(stored) ? stored : fallback
  const { mutate } = useMutation({ mutationFn: (next: Value) => client.workspace.setPreference({ key, value: next }) })
  const set = useCallback(
    (next: Value) => {
      queryClient.setQueryData(preferencesQuery.queryKey, (known: { preferences: Preferences } | undefined) => ({
        preferences: { ...known?.preferences, [key]: next },
      }))
      mutate(next)
    },
    [queryClient, key, mutate],
  )
  return [value, set, data !== undefined] as const
}

export const isOneOf =
  <const Values extends readonly string[]>(values: Values) =>
  (value: unknown): value is Values[number] =>
    typeof value === 'string' && values.includes(value)

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'

export const themes = ['auto', 'light', 'dark'] as const
export const densities = ['compact', 'normal', 'roomy'] as const
export type Density = (typeof densities)[number]

export const useThemePreference = () => usePreference('theme', 'auto', isOneOf(themes))
export const useDensity = () => usePreference('density', 'normal', isOneOf(densities))
/** Whether single letters act outside fields (WCAG 2.1.4 wants them switchable). */
export const useLetterKeys = () => usePreference('letter-keys', true, isBoolean)
/** `local`, or a zone's name: the zone of the clock and of the console's own instants. Values of a database stay as stored. */
export const useZone = () => usePreference('zone', 'local', (value): value is string => typeof value === 'string')

const heights: Readonly<Record<Density, { readonly data: number; readonly list: number; readonly double: number }>> = {
  compact: { data: 24, list: 28, double: 40 },
  normal: { data: 27, list: 32, double: 44 },
  roomy: { data: 32, list: 36, double: 50 },
}

/** Row heights in px: of a database's rows, of lists, and of lists with two lines a row. */
export const useRowHeights = () => heights[useDensity()[0]]
