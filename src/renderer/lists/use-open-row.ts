import { useCallback, useEffect, useState } from 'react'
import type { RowSource } from '../ui/grid/index.ts'

/** Rows looked through for one that was opened by its address or from a drawing, before its place counts as unknown. */
const searchedRows = 600

interface Options<Row> {
  readonly source: RowSource<Row> | null
  readonly open: string | undefined
  readonly onOpen: (id: string) => void
}

/** Which row's side pane stands open, where in the list it stands, and the way to the next. */
export function useOpenRow<Row extends { readonly id: string }>({ source, open, onOpen }: Options<Row>) {
  const [index, setIndex] = useState<number | null>(null)
  const [, setVersion] = useState(0)
  useEffect(() => source?.subscribe(() => setVersion(source.version())), [source])

  const stands = index !== null && source?.row(index)?.id === open
  const found = open === undefined || source === null ? null : stands ? index : placeOf(source, open)

  const show = useCallback(
    (id: string, at: number | null = null) => {
      setIndex(at)
      onOpen(id)
    },
    [onOpen],
  )
  const step = useCallback(
    (by: 1 | -1) => {
      if (source === null || source.total === 0) return
      const next = found === null ? 0 : Math.max(0, Math.min(source.total - 1, found + by))
      void source.read(next, next, new AbortController().signal).then(
        ([row]) => {
          if (row !== undefined) show(row.id, next)
        },
        // What keeps a row from being read is said by the grid, in place of the row.
        () => undefined,
      )
    },
    [source, found, show],
  )
  return { index: found, show, step }
}

function placeOf<Row extends { readonly id: string }>(source: RowSource<Row>, id: string): number | null {
  for (let index = 0; index < Math.min(source.total, searchedRows); index++) if (source.row(index)?.id === id) return index
  return null
}
