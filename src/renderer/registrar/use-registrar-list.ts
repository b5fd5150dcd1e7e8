import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { Mapping } from '#contract/registrar.ts'
import { orpc } from '../bridge/index.ts'
import type { TargetRecord } from '../shell/index.ts'
import type { GridSort } from '../ui/grid/index.ts'
import type { ListName, ReadPage } from './list-query.ts'
import { type Counts, countOfStatus } from './list-views.ts'
import { useSettledSource } from './use-settled-source.ts'

interface Asked {
  readonly target: TargetRecord
  readonly list: ListName
  readonly search: string | undefined
  readonly status: string | undefined
  readonly sort: readonly GridSort[]
}

const sameMapping = (one: Mapping | null, other: Mapping): boolean => one !== null && JSON.stringify(one) === JSON.stringify(other)

/** One of the registrar's lists as it is asked for: its rows, how many there are, and what the schema behind it lacks. */
export function useRegistrarList<Row>(asked: Asked, read: ReadPage<Row>) {
  const { target, list, search, status, sort } = asked
  const { reference } = target
  const queryClient = useQueryClient()
  const [mapping, setMapping] = useState<Mapping | null>(null)
  const [ms, setMs] = useState<number | null>(null)
  const known = useRef<Mapping | null>(null)
  const words = search?.trim() ?? ''
  const narrowed = words === '' ? {} : { search: words }

  const countsQuery = orpc.registrar.counts.queryOptions({
    input: { target: reference, list, ...narrowed },
    placeholderData: keepPreviousData,
  })
  const counted = useQuery(countsQuery)
  const counts: Counts | null = counted.data ?? null
  const total = counted.isPlaceholderData ? null : countOfStatus(counts, status)

  const settled = useSettledSource<Row>({
    key: JSON.stringify([list, target.text, words, status ?? '', sort]),
    total,
    fetch: async (place, limit, signal) => {
      const page = await read(
        {
          target: reference,
          ...narrowed,
          ...(status === undefined ? {} : { status }),
          sort: [...sort],
          limit,
          ...(place.from === 'after' ? { after: place.cursor } : {}),
        },
        { signal },
      )
      if (!sameMapping(known.current, page.mapping)) {
        known.current = page.mapping
        setMapping(page.mapping)
      }
      setMs(page.ms)
      return { rows: page.rows, next: page.next, previous: null }
    },
  })

  const { source, again } = settled
  const refresh = useCallback(() => {
    if (source === null) again()
    else source.refresh()
    void queryClient.invalidateQueries({ queryKey: orpc.registrar.key() })
  }, [source, again, queryClient])
  return { ...settled, mapping, ms, counts, refresh }
}
