import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { client } from '../bridge/index.ts'
import { type GridMemory, GridMemoryContext } from '../ui/grid/index.ts'
import { preferencesQuery } from './preferences.ts'

/** How long an arrangement rests before it is written, in ms: dragging a border is one writing. */
const rest = 600

/** Remembers how grids are arranged as preferences of the operator. Whatever cannot be written is only not remembered. */
export function GridMemoryProvider({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient()
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>())
  useEffect(() => {
    const timers = waiting.current
    return () => {
      for (const timer of timers.values()) clearTimeout(timer)
    }
  }, [])
  const memory = useMemo(
    (): GridMemory => ({
      read: (key) => queryClient.getQueryData(preferencesQuery.queryKey)?.preferences[key],
      write: (key, value) => {
        queryClient.setQueryData(preferencesQuery.queryKey, (known) => ({ preferences: { ...known?.preferences, [key]: value } }))
        clearTimeout(waiting.current.get(key))
        waiting.current.set(
          key,
          setTimeout(() => {
            client.workspace.setPreference({ key, value }).catch(() => undefined)
          }, rest),
        )
      },
    }),
    [queryClient],
  )
  return <GridMemoryContext value={memory}>{children}</GridMemoryContext>
}
