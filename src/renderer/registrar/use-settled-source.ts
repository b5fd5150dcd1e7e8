import { useCallback, useEffect, useRef, useState } from 'react'
import { problemOf } from '../bridge/index.ts'
import { type FetchedPage, PagedSource, type Place } from '../ui/grid/index.ts'

/** How long the rows of before stay while nothing has arrived of the new ones, in ms. */
const patienceMs = 350

interface Options<Row> {
  /** Another key is another list: it is read from its start. */
  readonly key: string
  readonly fetch: (place: Place, limit: number, signal: AbortSignal) => Promise<FetchedPage<Row>>
  /** How many rows there are, once counted. */
  readonly total: number | null
}

interface Settled<Row> {
  /** Null until the first rows of the first list are on their way for longer than a blink, and after `cancel`. */
  readonly source: PagedSource<Row> | null
  readonly cancelled: boolean
  /** Nothing has ever arrived. */
  readonly first: boolean
  readonly cancel: () => void
  readonly again: () => void
}

/**
 * The rows of a list that changes with what is typed and chosen. Those of before stay until the new ones are there, so that
 * nothing flickers; only when they take long does the place say so.
 */
export function useSettledSource<Row>({ key, fetch, total }: Options<Row>): Settled<Row> {
  const [shown, setShown] = useState<PagedSource<Row> | null>(null)
  const [first, setFirst] = useState(true)
  const [cancelled, setCancelled] = useState(false)
  const [round, setRound] = useState(0)
  const latest = useRef({ fetch, total })
  latest.current = { fetch, total }
  const current = useRef<PagedSource<Row> | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what is fetched, `round` for asking again
  useEffect(() => {
    const source = new PagedSource<Row>({
      fetch: (place, limit, signal) => latest.current.fetch(place, limit, signal),
      total: null,
      exact: false,
      pageSize: 100,
      reach: 'walk',
      problemOf,
    })
    current.current = source
    const show = () => {
      clearTimeout(timer)
      stop()
      setShown(source)
    }
    const settle = () => {
      if (source.loading) return
      setFirst(false)
      show()
      if (latest.current.total !== null && source.problem === null) source.counted(latest.current.total)
    }
    const stop = source.subscribe(settle)
    const timer = setTimeout(() => setShown((before) => (before === null ? null : source)), patienceMs)
    return () => {
      clearTimeout(timer)
      stop()
      source.close()
    }
  }, [key, round])

  useEffect(() => {
    if (total !== null && shown !== null && !shown.loading && shown === current.current && shown.total !== total) shown.counted(total)
  }, [total, shown])

  const cancel = useCallback(() => {
    current.current?.close()
    setShown(null)
    setCancelled(true)
  }, [])
  const again = useCallback(() => {
    setCancelled(false)
    setRound((before) => before + 1)
  }, [])
  return { source: shown, cancelled, first, cancel, again }
}
