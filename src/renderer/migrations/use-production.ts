import { useMemo } from 'react'
import { expectedTargets } from './status-rows.ts'
import { useWorkspaceTargets } from './targets-picker.tsx'
import { readTargets } from './targets-text.ts'

/** Those of the targets that are in production, chosen as the address says; null until that is known. */
export function useProduction<Target extends { readonly target: string }>(
  on: string | undefined,
  targets: readonly Target[],
): readonly Target[] | null {
  const { tenants, connections } = useWorkspaceTargets()
  return useMemo(() => {
    if (tenants === undefined || connections === undefined) return null
    const production = expectedTargets(readTargets(on), { tenants, connections }).filter(({ environment }) => environment === 'production')
    const names = new Set(production.map(({ id }) => id))
    return targets.filter(({ target }) => names.has(target))
  }, [on, targets, tenants, connections])
}
