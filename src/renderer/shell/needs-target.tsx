import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { problemOf } from '../bridge/index.ts'
import { Act, EmptyFace, FailedFace, LoadingFace, MainPane, PaneHeader, Screen } from '../ui/index.ts'
import { usePreference } from './preferences.ts'
import { type TargetRecord, useTarget, useTargets, useTargetText } from './target.ts'
import { TargetSwitcher } from './target-switcher.tsx'

interface NeedsTargetProps {
  /** What the desk shows, for the sentence when there is nothing: "people". */
  readonly what: string
  readonly kinds?: readonly ('tenant' | 'connection')[]
  readonly children: (target: TargetRecord) => ReactNode
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Draws a screen that works on one target. Without one in the address it takes the last one used, or the first there is. */
export function NeedsTarget({ what, kinds = ['tenant', 'connection'], children }: NeedsTargetProps) {
  const text = useTargetText()
  const target = useTarget()
  const { tenants, connections, loading, error, refetch } = useTargets()
  const [last, setLast, known] = usePreference('target:last', '', isText)
  const navigate = useNavigate()
  const all = [...(kinds.includes('tenant') ? tenants : []), ...(kinds.includes('connection') ? connections : [])]
  const fallback = (all.find((record) => record.text === last) ?? all[0])?.text ?? null

  useEffect(() => {
    if (text === null && known && !loading && fallback !== null)
      void navigate({ to: '.', search: (before: object) => ({ ...before, target: fallback }), replace: true })
  }, [text, known, loading, fallback, navigate])
  useEffect(() => {
    if (target !== null && known && target.text !== last) setLast(target.text)
  }, [target, known, last, setLast])

  if (target !== null) return children(target)
  const face =
    error !== null ? (
      <FailedFace problem={problemOf(error)} onRetry={refetch}>
        Which databases there are is not known, so no {what} can be shown.
      </FailedFace>
    ) : loading || (text === null && fallback !== null) ? (
      <LoadingFace rows={8}>Looking which databases there are</LoadingFace>
    ) : text !== null ? (
      <EmptyFace icon="search" title="This target is not in the workspace" acts={<TargetSwitcher kinds={kinds} />}>
        The address names <code>{text}</code>. It was removed, or the address is from another workspace.
      </EmptyFace>
    ) : (
      <EmptyFace
        icon="plug"
        title={`No database to show ${what} of`}
        acts={
          <Act look="primary" icon="plus" onClick={() => void navigate({ to: '/connections', search: { view: 'add' } })}>
            Add connection…
          </Act>
        }
      >
        Add the connection of a database first; it is opened read-only.
      </EmptyFace>
    )
  return (
    <Screen>
      <MainPane>
        <PaneHeader title={what.slice(0, 1).toUpperCase() + what.slice(1)} />
        {face}
      </MainPane>
    </Screen>
  )
}
