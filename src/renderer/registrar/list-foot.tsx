import { formatCount, formatDuration, PaneFoot } from '../ui/index.ts'
import { missingSentence } from './missing-words.ts'

interface FootProps {
  readonly total: number | null
  readonly exact: boolean
  readonly seen: readonly [number, number]
  readonly ms: number | null
  readonly missing: readonly string[]
  readonly adapter: string | null
}

/** The line below a list: which of its rows are in view, and what the schema behind it lacks. */
export function ListFoot({ total, exact, seen: [first, last], ms, missing, adapter }: FootProps) {
  const lacks = missingSentence(missing)
  return (
    <PaneFoot
      end={
        adapter === null ? undefined : <span title={lacks?.all}>{lacks === null ? `Schema recognised as ${adapter}` : lacks.short}</span>
      }
    >
      <span className="num">
        {total === null ? (
          'Nothing read yet'
        ) : last < 0 || total === 0 ? (
          'No rows'
        ) : (
          <>
            Rows <b>{formatCount(first + 1)}</b> to <b>{formatCount(last + 1)}</b> of {exact ? '' : 'about '}
            <b>{formatCount(total)}</b>
            {ms === null ? null : `, ${formatDuration(ms)} by key`}
          </>
        )}
      </span>
    </PaneFoot>
  )
}
