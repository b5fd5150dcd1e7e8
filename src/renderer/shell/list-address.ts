import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { type ListSearch, readListSearch } from './list-search.ts'

/** A change of a list's address; undefined takes a part out of it. */
export type AddressChange = { readonly [Name in keyof ListSearch]?: string | undefined }

/** What a list's address says, and the way to change it. What is typed or chosen again and again leaves one step to go back. */
export function useListAddress(): readonly [ListSearch, (change: AddressChange, step?: boolean) => void] {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (next: AddressChange, step = false) => {
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) =>
          Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined && value !== '')),
        replace: !step,
      })
    },
    [navigate],
  )
  return [readListSearch(raw), change]
}
