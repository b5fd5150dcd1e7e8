import { useEffect, useRef, useState } from 'react'
import { client, problemOf } from '../bridge/index.ts'
import { useInstants } from '../shell/index.ts'
import { formatDuration, Glyph, LinkAct } from '../ui/index.ts'
import type { RowsWanted } from './use-table-rows.ts'

interface ExactCountProps {
  readonly wanted: RowsWanted
  /** The total is exact already, by having met the end. */
  readonly known: boolean
  readonly onCounted: (rows: number) => void
}

type Count =
  | { readonly kind: 'idle' }
  | { readonly kind: 'counting'; readonly since: number }
  | { readonly kind: 'counted'; readonly at: Date; readonly ms: number }
  | { readonly kind: 'failed'; readonly words: string }

/** Counting on request: it may take long, so it never happens by itself and can be cancelled, also in the server. */
export function ExactCount({ wanted, known, onCounted }: ExactCountProps) {
  const [count, setCount] = useState<Count>({ kind: 'idle' })
  const abort = useRef<AbortController>(undefined)
  const instants = useInstants()
  const [, tick] = useState(0)
  useEffect(() => () => abort.current?.abort(), [])
  useEffect(() => {
    if (count.kind !== 'counting') return
    const timer = setInterval(() => tick((before) => before + 1), 250)
    return () => clearInterval(timer)
  }, [count.kind])

  const start = async () => {
    const own = new AbortController()
    abort.current = own
    setCount({ kind: 'counting', since: performance.now() })
    try {
      const { target, table, filters } = wanted
      const { rows, ms } = await client.tables.count({ target, table, filters: [...filters] }, { signal: own.signal })
      setCount({ kind: 'counted', at: new Date(), ms })
      onCounted(Number(rows))
    } catch (error) {
      const problem = problemOf(error)
      if (!own.signal.aborted) setCount({ kind: 'failed', words: problem.title })
      else setCount({ kind: 'idle' })
    }
  }

  switch (count.kind) {
    case 'counting':
      return (
        <>
          <Glyph name="running" tone="accent" />
          <span className="num">Counting, {formatDuration(performance.now() - count.since)}</span>
          <LinkAct onClick={() => abort.current?.abort()}>Cancel</LinkAct>
        </>
      )
    case 'counted':
      return (
        <span className="num">
          Counted at {instants.time(count.at)} in {formatDuration(count.ms)}
        </span>
      )
    case 'failed':
      return (
        <>
          <Glyph name="fail" tone="fail" />
          {count.words}
          <LinkAct onClick={() => void start()}>Count again</LinkAct>
        </>
      )
    default:
      return known ? null : <LinkAct onClick={() => void start()}>Count exactly</LinkAct>
  }
}
