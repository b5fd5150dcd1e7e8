import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { TableDescription, TableEntry } from '#contract/tables.ts'
import { type SortWords, toast, useRowHeights } from '../shell/index.ts'
import { type ActiveCell, ColumnsMenu, DataGrid, type GridSort, useGrid } from '../ui/grid/index.ts'
import { countOf, EmptyFace, FilteredFace, formatCount, formatDuration, PaneFoot } from '../ui/index.ts'
import { CellPane } from './cell-pane.tsx'
import { ExactCount } from './exact-count.tsx'
import { operatorWord, valueWords } from './filter-words.ts'
import { rowColumns } from './row-columns.tsx'
import { TableFilters } from './table-filters.tsx'
import { tableText } from './table-name.ts'
import { type RowsWanted, type TableRow, type TableRows, useTableRows } from './use-table-rows.ts'
import { createView, type View } from './view.ts'

interface RowsTabProps {
  readonly wanted: RowsWanted
  readonly entry: TableEntry
  readonly description: TableDescription
  readonly onChange: (change: { readonly filters?: RowsWanted['filters']; readonly sort?: readonly SortWords[] }) => void
  /** Counts up when the rows are to be read again. */
  readonly refreshed: number
}

const pagedBy = { key: 'by key', 'row-address': 'by row address', offset: 'by offset, the table has no key' } as const

function Foot({
  rows,
  view,
  wanted,
  turning,
}: {
  readonly rows: TableRows
  readonly view: View
  readonly wanted: RowsWanted
  readonly turning: boolean
}) {
  const { source } = rows
  useSyncExternalStore(source.subscribe, source.version)
  const [first, last] = useSyncExternalStore(view.subscribe, view.get)
  const facts = rows.facts()
  if (source.loading || source.total === 0) return <PaneFoot>{source.loading ? 'Reading the first rows' : 'No rows'}</PaneFoot>
  const of = source.exact
    ? formatCount(source.total)
    : source.atLeast
      ? `more than ${formatCount(source.total)}`
      : `about ${formatCount(source.total)}`
  return (
    <PaneFoot end={<ExactCount key={rows.key} wanted={wanted} known={source.exact} onCounted={(total) => source.counted(total)} />}>
      <span className="num">
        Rows{' '}
        <b>
          {formatCount(first + 1)} to {formatCount(Math.min(last + 1, source.total))}
        </b>{' '}
        of {of}
        {facts === null ? null : `, ${formatDuration(facts.ms)} ${pagedBy[facts.pagedBy]}`}
      </span>
      {turning ? <span>Reading in the new order</span> : null}
    </PaneFoot>
  )
}

/** The rows of one table: filtered and sorted by the database, page by page by key. */
export function RowsTab({ wanted, entry, description, onChange, refreshed }: RowsTabProps) {
  const { rows, turning } = useTableRows(wanted, entry.estimatedRows)
  const index = useCallback(() => rows?.facts()?.index ?? new Map<string, number>(), [rows])
  // The first rows that arrive say how wide the columns are; later ones do not move them.
  const [sample, setSample] = useState<readonly TableRow[]>([])
  const firstRows = rows !== null && sample.length === 0 && !rows.source.loading ? rows.source : null
  useEffect(() => {
    if (firstRows !== null) setSample(Array.from({ length: 60 }, (_, at) => firstRows.row(at)).filter((row) => row !== undefined))
  }, [firstRows])
  const columns = useMemo(() => rowColumns(description.columns, index, sample), [description.columns, index, sample])
  const grid = useGrid(`table:${tableText(entry)}`, columns)
  const heights = useRowHeights()
  // Kept beside the screen: scrolling draws the line below anew, and nothing else.
  const [view] = useState(createView)
  const [open, setOpen] = useState<ActiveCell<TableRow> | null>(null)
  const sort: readonly GridSort[] = wanted.sort

  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows are fresh; only being asked refreshes them
  useEffect(() => {
    if (refreshed > 0) rows?.source.refresh()
  }, [refreshed])

  const named = `${description.columns.length} columns`
  return (
    <div style={{ display: 'flex', flex: 1, minHeight: 0, position: 'relative' }}>
      <div style={{ display: 'flex', flex: 1, flexDirection: 'column', minWidth: 0 }}>
        <TableFilters
          columns={description.columns}
          filters={wanted.filters}
          onChange={(filters) => onChange({ filters })}
          end={
            <>
              <SortedBy sort={wanted.sort} />
              <ColumnsMenu grid={grid} />
            </>
          }
        />
        {rows === null ? (
          <div style={{ flex: 1 }} />
        ) : (
          <DataGrid
            grid={grid}
            source={rows.source}
            label={`Rows of ${entry.name}, ${named}`}
            rowHeight={heights.data}
            lines
            numbers
            sort={sort}
            onSort={(next) => onChange({ sort: next })}
            onOpen={(row, at, column) => setOpen({ row, index: at, column })}
            isOpen={(_, at) => open?.index === at}
            onActive={(cell) => open !== null && setOpen(cell)}
            onView={view.set}
            onCopied={(count, cut) =>
              toast(
                `${countOf(count, 'row', 'rows')} copied`,
                cut ? { detail: 'That is the most one copy takes. Export the table for all of them.' } : {},
              )
            }
            resetKey={rows.key}
            waitingFor={`Reading the first rows of ${entry.name}`}
            empty={
              wanted.filters.length > 0 ? (
                <FilteredFace title={`No row of ${entry.name} matches`} onClear={() => onChange({ filters: [] })}>
                  {wanted.filters.map((filter) => {
                    const kind = description.columns.find((column) => column.name === filter.column)?.kind ?? 'other'
                    return (
                      <div key={`${filter.column} ${filter.operator}`}>
                        <b>{filter.column}</b> {operatorWord(filter.operator, kind)} <b>{valueWords(filter)}</b>
                      </div>
                    )
                  })}
                </FilteredFace>
              ) : (
                <EmptyFace icon="table" title={`${entry.name} has no rows`}>
                  The table is there with {named}, and holds nothing yet.
                </EmptyFace>
              )
            }
          />
        )}
        {rows === null ? <PaneFoot>Reading the first rows</PaneFoot> : <Foot rows={rows} view={view} wanted={wanted} turning={turning} />}
      </div>
      {open?.row === undefined ? null : (
        <CellPane
          key={open.column}
          wanted={wanted}
          description={description}
          row={open.row}
          index={index()}
          column={open.column}
          onColumn={(column) => setOpen({ ...open, column })}
          onFilter={(filter) => {
            setOpen(null)
            onChange({ filters: [...wanted.filters, filter] })
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  )
}

function SortedBy({ sort }: { readonly sort: RowsWanted['sort'] }) {
  if (sort.length === 0) return null
  return (
    <span style={{ fontSize: 12 }}>
      Sorted by{' '}
      {sort.map((term, at) => (
        <span key={term.column}>
          {at === 0 ? '' : ', then '}
          <b>{term.column}</b> {term.direction === 'asc' ? 'ascending' : 'descending'}
        </span>
      ))}
    </span>
  )
}
