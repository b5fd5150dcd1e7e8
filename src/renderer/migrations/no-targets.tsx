import { useNavigate } from '@tanstack/react-router'
import type { PassedOver } from '#contract/migrations.ts'
import { Act, countOf, EmptyFace, FilteredFace } from '../ui/index.ts'
import { reasonsWords } from './passed-over-words.ts'

interface NoTargetsProps {
  readonly all: boolean
  /** Those that were chosen and are passed over: they are there. */
  readonly skipped?: readonly PassedOver[] | undefined
  readonly onAll: () => void
}

/** A workspace in which nothing can be migrated yet, or an address that names what is not in it, or what has no database. */
export function NoTargets({ all, skipped = [], onAll }: NoTargetsProps) {
  const navigate = useNavigate()
  if (skipped.length > 0 && !all)
    return (
      <EmptyFace icon="migrations" title="None of the chosen has a database" acts={<Act onClick={onAll}>Every tenant</Act>}>
        {reasonsWords(skipped)}
      </EmptyFace>
    )
  return all ? (
    <EmptyFace
      icon="migrations"
      title="Nothing to migrate yet"
      acts={
        <Act look="primary" icon="plug" onClick={() => void navigate({ to: '/connections' })}>
          Go to connections
        </Act>
      }
    >
      What is migrated are tenants that have a database, and connections. Add a connection, then make it a tenant with{' '}
      <code>provost tenant adopt</code>, or choose the connection itself above.
    </EmptyFace>
  ) : (
    <EmptyFace icon="migrations" title="These targets are not in the workspace" acts={<Act onClick={onAll}>Every tenant</Act>}>
      The address names tenants, a group or connections that were removed, or it is from another workspace.
    </EmptyFace>
  )
}

interface NoneShownProps {
  readonly of: number
  readonly view: string
  readonly search: string
  /** Not all have answered. */
  readonly running: boolean
  readonly onClear: () => void
  readonly onAll: () => void
}

/** Targets there are, but none in this view or by this text. */
export function NoneShown({ of, view, search, running, onClear, onAll }: NoneShownProps) {
  return search === '' ? (
    <EmptyFace icon="migrations" title={`No target is in “${view}”`} acts={<Act onClick={onAll}>Show all</Act>}>
      {running ? 'Not all have answered yet.' : 'All of them stand elsewhere.'}
    </EmptyFace>
  ) : (
    <FilteredFace title={`None of ${countOf(of, 'target', 'targets')} match`} onClear={onClear}>
      The view is “{view}”, the text is “{search}”.
    </FilteredFace>
  )
}
