import { useMemo, useRef, useState } from 'react'
import { inPlace, type Order, ordered } from './tenant-order.ts'
import type { TenantRow } from './tenant-row.ts'

interface Kept {
  readonly rows: readonly TenantRow[]
  /** What was found since would put the rows otherwise. */
  readonly stale: boolean
  readonly sortAgain: () => void
}

/**
 * Rows in an order that is taken once and then kept: facts that arrive change a row where it stands and never move it away
 * from under the pointer. `moment` says when the order is to be taken anew, besides another sort.
 */
export function useKeptOrder(rows: readonly TenantRow[], order: Order, moment: string): Kept {
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
  }, [rows, order, key])
}
