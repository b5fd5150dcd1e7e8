import { useMemo, useState } from 'react'
import type { PassedOver, TargetStatus } from '#contract/migrations.ts'
import { client } from '../bridge/index.ts'
import type { MigrationsSearch } from './search.ts'
import { namesOf, versionsOf } from './source-versions.ts'
import { statusColumns } from './status-columns.tsx'
import { expectedTargets, statusRows } from './status-rows.ts'
import { useWorkspaceTargets } from './targets-picker.tsx'
import { readTargets, selectionOf } from './targets-text.ts'
import { useGathering } from './use-gathering.ts'
import { useSource } from './use-sources.ts'
import { foldedPrefix, versionOrder } from './versions.ts'

const keyOf = ({ target }: TargetStatus): string => target

/** How every chosen target stands: its row as soon as it is expected, its answer as it comes, and a column for each version. */
export function useStatus(address: MigrationsSearch) {
  const workspace = useWorkspaceTargets()
  const source = useSource(address.source)
  const chosen = useMemo(() => readTargets(address.on), [address.on])
  const expected = useMemo(
    () => expectedTargets(chosen, { tenants: workspace.tenants ?? [], connections: workspace.connections ?? [] }),
    [chosen, workspace.tenants, workspace.connections],
  )
  // A workspace without tenants has nobody to ask, which is no failure.
  const nobody = chosen.all && (workspace.tenants === undefined || expected.length === 0)
  const gathered = useGathering<TargetStatus, { readonly skipped: readonly PassedOver[] }>({
    question: nobody ? null : `status ${address.source ?? ''} ${address.on ?? ''}`,
    keyOf,
    open: (signal) =>
      client.migrations.status(
        { targets: selectionOf(chosen), ...(address.source === undefined ? {} : { source: address.source }) },
        { signal },
      ),
  })
  const { items, running, rounds } = gathered
  const rows = useMemo(() => statusRows(expected, items, running, rounds > 0 && !running), [expected, items, running, rounds])

  const known = versionsOf(source.views).join('\n')
  const versions = useMemo(
    () =>
      versionOrder(
        rows.map(({ status }) => [...(status?.applied ?? []), ...(status?.pending ?? [])]),
        known === '' ? [] : known.split('\n'),
      ),
    [rows, known],
  )
  const [unfolded, setUnfolded] = useState(false)
  const foldable = useMemo(
    () =>
      foldedPrefix(
        versions,
        rows.flatMap(({ status }) => (status === null ? [] : [status])),
      ),
    [versions, rows],
  )
  const foreign = rows.some(({ status }) => status !== null && status.tool !== 'provost')
  const names = namesOf(source.views)
  const nameKey = [...names].join('\n')
  const folded = unfolded ? 0 : foldable
  const versionKey = versions.join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for what they were made of
  const columns = useMemo(() => statusColumns({ versions, names, folded, foreign }), [versionKey, nameKey, folded, foreign])
  return { workspace, source, chosen, gathered, expected, rows, versions, names, foldable, unfolded, setUnfolded, columns }
}
