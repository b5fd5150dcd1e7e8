import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { type MigrationsSearch, readMigrationsSearch } from './search.ts'

/** A change of an address of this desk; undefined takes a part out of it. */
export type AddressChange = { readonly [Name in keyof MigrationsSearch]?: string | undefined }

const without = (search: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''))

/** What the address says, and the way to change it. What is chosen again and again leaves one step to go back. */
export function useAddress(): readonly [MigrationsSearch, (change: AddressChange, step?: boolean) => void] {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (next: AddressChange, step = false) => {
      void navigate({ to: '.', search: (before: Record<string, unknown>) => without({ ...before, ...next }), replace: !step })
    },
    [navigate],
  )
  return [readMigrationsSearch(raw), change]
}

type Part = '/migrations' | '/migrations/plan' | '/migrations/rollback' | '/migrations/runs' | '/migrations/drift'

/** The way to another part of the desk. */
export function useGo() {
  const navigate = useNavigate()
  return {
    part: useCallback(
      (to: Part, search: AddressChange = {}) => void navigate({ to, search: without({ ...search }) as MigrationsSearch }),
      [navigate],
    ),
    run: useCallback((run: string) => void navigate({ to: '/migrations/runs/$run', params: { run }, search: {} }), [navigate]),
  }
}
