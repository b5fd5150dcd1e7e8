import { Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client, problemOf } from '../bridge/index.ts'
import { toast, useTellLate } from '../shell/index.ts'
import { countOf, TypedDialog } from '../ui/index.ts'
import { passedOverProblem } from './passed-over-words.ts'
import type { StatusRow } from './status-rows.ts'
import { readTargets, selectionOf, targetText } from './targets-text.ts'

interface BaselineDialogProps {
  readonly row: StatusRow
  readonly source: string | undefined
  readonly versions: readonly string[]
  readonly names: ReadonlyMap<string, string>
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Takes an existing schema into the ledger: versions are marked as applied, and none of them is run. */
export function BaselineDialog({ row, source, versions, names, onClose, onDone }: BaselineDialogProps) {
  const [to, setTo] = useState(versions.at(-1) ?? '')
  const tellLate = useTellLate()
  const baseline = useMutation({
    mutationFn: async (confirm: string) => {
      const { targets, skipped } = await client.migrations.baseline({
        targets: selectionOf(readTargets(targetText(row.reference))),
        ...(source === undefined ? {} : { source }),
        ...(to === '' ? {} : { to }),
        confirm,
      })
      const [only] = targets
      if (only?.problem != null) throw problemOf(only.problem)
      if (only === undefined) throw passedOverProblem(row.name, skipped)
      return only
    },
    onSuccess: (done) => {
      toast(`${countOf(done.marked.length, 'version', 'versions')} marked as applied`, { detail: row.name })
      onDone()
    },
    onError: tellLate,
  })
  const count = versions.indexOf(to) + 1
  return (
    <TypedDialog
      title={`Baseline ${row.name}`}
      production={row.environment === 'production'}
      expected={row.id}
      expectedWords="the target's name"
      keep="Leave it unmanaged"
      act="Mark as applied"
      busy={baseline.isPending ? 'Its ledger is being written.' : null}
      problem={baseline.error === null ? null : problemOf(baseline.error)}
      onClose={onClose}
      onSure={(typed) => baseline.mutate(typed)}
    >
      <p>
        {countOf(count, 'version', 'versions')} will stand in its ledger as applied, and none is run: the schema must already be what they
        would make it. The drift report tells afterwards where it is not.
      </p>
      <Select
        label="Up to and including"
        data={versions.map((version) => ({ value: version, label: `${version} ${names.get(version) ?? ''}`.trim() }))}
        value={to}
        allowDeselect={false}
        onChange={(value) => value !== null && setTo(value)}
      />
    </TypedDialog>
  )
}
