import { useMemo, useRef, useState } from 'react'
import { inPlace } from './kept-order.ts'

interface Order {
  readonly column: string
  readonly direction: 'asc' | 'desc'
}

interface Kept<Row> {
  readonly rows: readonly Row[]
  /** What was found since would put the rows otherwise. */
  readonly stale: boolean
  readonly sortAgain: () => void
}

interface Options<Row> {
  readonly rows: readonly Row[]
  readonly order: Order
  readonly ordered: (rows: readonly Row[], order: Order) => readonly Row[]
  /** Says when the order is to be taken anew, besides another sort. */
  readonly moment: string
}

/**
 * Rows in an order that is taken once and then kept: what arrives changes a row where it stands and never moves it away
 * from under the pointer.
 */
export function useKeptOrder<Row extends { readonly id: string }>({ rows, order, ordered, moment }: Options<Row>): Kept<Row> {
  const [round, setRound] = useState(0)
  const kept = useRef<{ readonly key: string; readonly places: readonly string[] } | null>(null)
  const key = `${order.column} ${order.direction} ${moment} ${round}`
  return useMemo(() => {
    const sorted = ordered(rows, order)
    if (kept.current?.key !== key) kept.current = { key, places: sorted.map(({ id }) => id) }
    const placed = inPlace(rows, kept.current.places)
    return {
      rows: placed,
      stale: placed.some((row, index) => row.id !== sorted[index]?.id),
      sortAgain: () => setRound((before) => before + 1),
    }
  }, [rows, order, ordered, key])
}
