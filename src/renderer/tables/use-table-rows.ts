import { useEffect, useRef, useState } from 'react'
import type { TargetReference } from '#contract/ids.ts'
import type { Filter, RowsPage, SortTerm, TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { client, problemOf } from '../bridge/index.ts'
import { PagedSource } from '../ui/grid/index.ts'

export type TableRow = readonly Cell[]

/** What of the rows is wanted. */
export interface RowsWanted {
  readonly target: TargetReference
  readonly table: TableReference
  readonly sort: readonly SortTerm[]
  readonly filters: readonly Filter[]
}

/** How the last page was found, for the line below the table. */
export interface PageFacts {
  readonly ms: number
  readonly pagedBy: RowsPage['pagedBy']
  /** Where each column stands in a row. */
  readonly index: ReadonlyMap<string, number>
}

export interface TableRows {
  /** What the rows belong to: changes with sort and filters. */
  readonly key: string
  readonly source: PagedSource<TableRow>
  readonly facts: () => PageFacts | null
}

/** A cell beyond this many bytes arrives cut; its whole is fetched when it is opened. */
const cellBytes = 2048
const pageSize = 200

function openRows(key: string, wanted: RowsWanted, estimate: number | null): TableRows {
  let facts: PageFacts | null = null
  const source = new PagedSource<TableRow>({
    pageSize,
    total: estimate,
    exact: false,
    problemOf,
    fetch: async (place, limit, signal) => {
      const at =
        place.from === 'start'
          ? {}
          : place.from === 'position'
            ? { position: place.position }
            : place.from === 'after'
              ? { after: place.cursor }
              : { before: place.cursor }
      const page = await client.tables.rows(
        { ...wanted, sort: [...wanted.sort], filters: [...wanted.filters], limit, cellBytes, ...at },
        { signal },
      )
      facts = { ms: page.ms, pagedBy: page.pagedBy, index: new Map(page.columns.map((column, index) => [column.name, index])) }
      return page
    },
  })
  return { key, source, facts: () => facts }
}

/** How long the rows of before stay while another sort or filter is being read, in ms. */
const patience = 500

/**
 * The rows of a table as wanted. When only sort or filters change, the rows of before stay until the first of the new ones
 * are there, so that nothing flashes; another table begins at once. `turning` says that new ones are awaited.
 */
export function useTableRows(wanted: RowsWanted, estimate: number | null): { readonly rows: TableRows | null; readonly turning: boolean } {
  const tableKey = JSON.stringify([wanted.target, wanted.table])
  const key = JSON.stringify(wanted)
  const [rows, setRows] = useState<TableRows | null>(null)
  const latest = useRef({ wanted, estimate })
  latest.current = { wanted, estimate }

  // A better estimate alone reads nothing again.
  useEffect(() => {
    const next = openRows(key, latest.current.wanted, latest.current.wanted.filters.length > 0 ? null : latest.current.estimate)
    const take = (): void => setRows(next)
    const timer = setTimeout(take, patience)
    const stop = next.source.subscribe(() => {
      if (next.source.loading) return
      clearTimeout(timer)
      stop()
      take()
    })
    return () => {
      clearTimeout(timer)
      stop()
      next.source.close()
    }
  }, [key])
  const fits = rows !== null && rows.key === key
  const sameTable = rows !== null && JSON.stringify(Object.values(JSON.parse(rows.key) as RowsWanted).slice(0, 2)) === tableKey
  return { rows: sameTable ? rows : null, turning: !fits }
}
