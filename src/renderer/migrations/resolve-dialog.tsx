import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PassedOver, TargetResolution } from '#contract/migrations.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { toast, useTellLate } from '../shell/index.ts'
import {
  Act,
  Dialog,
  DialogActs,
  DialogWords,
  FailedFace,
  Glyph,
  type GlyphName,
  LoadingFace,
  Note,
  type Tone,
  TypedAnswer,
} from '../ui/index.ts'
import { Differences } from './differences.tsx'
import { passedOverProblem } from './passed-over-words.ts'
import { ProblemList } from './problem-list.tsx'
import styles from './resolve-dialog.module.css'
import type { StatusRow } from './status-rows.ts'
import { readTargets, selectionOf, targetText } from './targets-text.ts'

const evidenceGlyphs: Readonly<Record<TargetResolution['evidence'], readonly [GlyphName, Tone]>> = {
  applied: ['ok', 'ok'],
  'not-applied': ['skip', 'plain'],
  partly: ['warn', 'warn'],
  none: ['unknown', 'faint'],
}

type Resolutions = AsyncIterator<TargetResolution, { readonly skipped: readonly PassedOver[] }, void>

/** The answer of the one target asked, or why it has none. */
const first = async (name: string, opened: Promise<Resolutions>): Promise<TargetResolution> => {
  const stream = await opened
  const answer = await stream.next()
  if (answer.done === true) throw passedOverProblem(name, answer.value.skipped)
  await stream.return?.()
  return answer.value
}

interface ResolveDialogProps {
  readonly row: StatusRow
  readonly source: string | undefined
  readonly onClose: () => void
  readonly onResolved: () => void
}

/** Settles a migration that began and did not end: first the evidence, by replaying it on a scratch database, then what the ledger is to say. */
export function ResolveDialog({ row, source, onClose, onResolved }: ResolveDialogProps) {
  const production = row.environment === 'production'
  const [typed, setTyped] = useState('')
  const asked = {
    targets: selectionOf(readTargets(targetText(row.reference))),
    ...(source === undefined ? {} : { source }),
  }
  const evidence = useQuery({
    queryKey: [...orpc.migrations.resolve.key(), row.id, source ?? ''],
    queryFn: ({ signal }) => first(row.name, client.migrations.resolve({ ...asked, dryRun: true }, { signal })),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const tellLate = useTellLate()
  const settle = useMutation({
    mutationFn: (as: 'applied' | 'rolled-back') =>
      first(
        row.name,
        client.migrations.resolve({
          ...asked,
          as,
          ...(evidence.data?.version == null ? {} : { version: evidence.data.version }),
          ...(production ? { confirm: typed.trim() } : {}),
        }),
      ),
    onSuccess: ({ version, resolved, problem }) => {
      if (problem !== null) return
      toast(`${version ?? 'The migration'} is marked as ${resolved === 'applied' ? 'applied' : 'rolled back'}`, { detail: row.name })
      onResolved()
    },
    onError: tellLate,
  })
  const found = evidence.data
  const problem = settle.error === null ? (settle.data?.problem ?? null) : problemOf(settle.error)
  const suggested = found?.evidence === 'applied' ? 'applied' : found?.evidence === 'not-applied' ? 'rolled-back' : null
  const notYet = production && typed.trim() !== row.id ? "Type the target's name first." : null
  const busy = settle.isPending ? 'The ledger is being written.' : null
  const whyNot = busy ?? notYet
  const [glyph, tone] = evidenceGlyphs[found?.evidence ?? 'none']
  return (
    <Dialog
      title={`Settle ${found?.version ?? 'the migration'} in ${row.name}`}
      production={production}
      size={620}
      busy={busy}
      onClose={onClose}
    >
      <DialogWords>
        {evidence.error !== null ? (
          <FailedFace problem={problemOf(evidence.error)} onRetry={() => void evidence.refetch()}>
            Nothing was changed.
          </FailedFace>
        ) : found === undefined ? (
          <LoadingFace rows={2} onCancel={onClose}>
            Replaying the migration on a scratch database and comparing schemas
          </LoadingFace>
        ) : (
          <>
            <p className={styles['verdict']}>
              <Glyph name={glyph} tone={tone} />
              <b>{found.words}</b>
            </p>
            {found.problem === null ? null : <ProblemList problems={[found.problem]} />}
            {found.differences.length === 0 ? null : (
              <Differences differences={found.differences} sqlTitle="What would make the change whole" />
            )}
            {problem === null ? null : (
              <Note tone="fail">
                {problem.title} {problem.remedy.join(' ')}
              </Note>
            )}
            <p>Only the ledger is written. The database itself stays as it is.</p>
            {production && found.version !== null ? (
              <TypedAnswer expected={row.id} expectedWords="the target's name" typed={typed} onType={setTyped} />
            ) : null}
          </>
        )}
        <DialogActs busy={busy}>
          <Act whyNot={busy} onClick={onClose}>
            Leave it failed
          </Act>
          {found === undefined || found.version === null ? null : (
            <>
              <Act look={suggested === 'rolled-back' ? 'primary' : 'default'} whyNot={whyNot} onClick={() => settle.mutate('rolled-back')}>
                Mark as rolled back
              </Act>
              <Act look={suggested === 'applied' ? 'primary' : 'default'} whyNot={whyNot} onClick={() => settle.mutate('applied')}>
                Mark as applied
              </Act>
            </>
          )}
        </DialogActs>
      </DialogWords>
    </Dialog>
  )
}
