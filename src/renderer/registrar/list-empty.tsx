import { Act, EmptyFace, FilteredFace, type IconName } from '../ui/index.ts'
import type { ListView } from './list-views.ts'

interface EmptyProps {
  readonly icon: IconName
  readonly what: string
  /** Nothing is in this view: which good or bad news that is. */
  readonly nothing: string
  readonly view: ListView | undefined
  readonly search: string
  readonly where: string
  readonly onClear: () => void
  readonly onAll: () => void
}

/** No row to show: because nothing matches what was typed, or because the view holds nothing; each with the way on. */
export function ListEmpty({ icon, what, nothing, view, search, where, onClear, onAll }: EmptyProps) {
  const narrowed = view?.status !== undefined
  const words = search.trim()
  if (words === '')
    return (
      <EmptyFace icon={icon} title={nothing} acts={narrowed ? <Act onClick={onAll}>Show all</Act> : undefined}>
        {where}, read just now. R reads again.
      </EmptyFace>
    )
  return (
    <FilteredFace
      title={`None of the ${what} match`}
      onClear={onClear}
      acts={
        narrowed ? (
          <Act look="subtle" onClick={onAll}>
            Search in all
          </Act>
        ) : undefined
      }
    >
      {narrowed ? `The view is “${view.title}”, the` : 'The'} text is “{words}”. Names, addresses and ids are searched.
    </FilteredFace>
  )
}
