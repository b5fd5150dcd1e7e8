import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { Act } from '../button.tsx'
import { tsvLine } from '../cell-words.ts'
import { classNames } from '../class-names.ts'
import { FailedFace, LoadingFace } from '../faces.tsx'
import { formatCount } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { copyText } from './copy.ts'
import styles from './data-grid.module.css'
import { type GridSort, sortAfter } from './grid-column.ts'
import { GridHead } from './grid-head.tsx'
import { type GridPlace, movedBy } from './grid-keys.ts'
import { columnsInView, type PlacedColumn, placeColumns } from './grid-layout.ts'
import { GridRow } from './grid-row.tsx'
import { RowRanges } from './row-ranges.ts'
import type { RowSource } from './row-source.ts'
import { blockStart, rowWindow, scaleOf, topToReveal } from './row-window.ts'
import type { Grid } from './use-grid.ts'
import { useViewport } from './use-viewport.ts'

/** Rows at most that one copy takes; more than this is an export. */
export const copiedAtMost = 10_000

/** Rows drawn beyond the edges of the view. */
const beyond = 12

const unsorted: readonly GridSort[] = []

export interface ActiveCell<Row> {
  readonly row: Row | undefined
  readonly index: number
  readonly column: string
}

interface DataGridProps<Row> {
  readonly grid: Grid<Row>
  readonly source: RowSource<Row>
  /** What the rows are, for assistive technology: "Tenants". */
  readonly label: string
  /** Height of a row in px, fixed. */
  readonly rowHeight: number
  /** Rows of two lines: the first lines are aligned. */
  readonly double?: boolean
  /** Hairlines between columns and a frame round the active cell: for the rows of a database. Else the row is what is chosen. */
  readonly lines?: boolean
  /** A gutter with the rows' numbers, which also selects them. */
  readonly numbers?: boolean
  readonly sort?: readonly GridSort[]
  readonly onSort?: (sort: readonly GridSort[]) => void
  /** Enter, or a click where rows are chosen, a double click where cells are. */
  readonly onOpen?: (row: Row, index: number, column: string) => void
  readonly isOpen?: (row: Row, index: number) => boolean
  readonly onActive?: (cell: ActiveCell<Row>) => void
  readonly onSelect?: (rows: RowRanges) => void
  /** A row that is to be in view, and where the keys go on from: set when the side pane went on to another row. */
  readonly revealed?: number | null
  /** Which rows are in view, for the line below the table. */
  readonly onView?: (first: number, last: number) => void
  /** Said after copying: how many rows. */
  readonly onCopied?: (rows: number, cut: boolean) => void
  /** Something else is shown: back to the first row, nothing selected. */
  readonly resetKey?: string
  /** What stands in place of rows where there are none. */
  readonly empty?: ReactNode
  /** What takes so long while nothing is known: "Reading the first rows". */
  readonly waitingFor?: string
}

/** A table of any length: fixed rows, drawn only where seen, both ways; a grid to the keyboard and to assistive technology. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const {
    grid,
    source,
    label,
    rowHeight,
    double = false,
    lines = false,
    numbers = false,
    sort = unsorted,
    onSort,
    onOpen,
    isOpen,
    onActive,
    onSelect,
    onView,
    onCopied,
    resetKey,
  } = props
  useSyncExternalStore(source.subscribe, source.version)
  const gridId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<GridPlace>({ row: 0, column: 0 })
  const [anchor, setAnchor] = useState(0)
  const [selected, setSelected] = useState(RowRanges.none)
  const [menu, setMenu] = useState<string | null>(null)

  const headHeight = grid.columns.some((column) => column.subtitle !== undefined) ? 40 : 28
  const total = source.total
  const scale = useMemo(() => scaleOf(total, rowHeight), [total, rowHeight])
  const { viewport, scrollRows } = useViewport({ scroller, scale, rowHeight, headHeight })
  const gutter = numbers ? 26 + formatCount(total).length * 7 : 0
  const placed = useMemo(() => placeColumns(grid.shown, viewport.width, gutter), [grid.shown, viewport.width, gutter])
  const pinned = useMemo(() => placed.filter((one) => one.pinned), [placed])
  const pinnedWidth = pinned.reduce((sum, { width }) => sum + width, gutter)
  const loose = useMemo(
    () => columnsInView(placed, viewport.left + pinnedWidth, viewport.left + viewport.width + 40),
    [placed, pinnedWidth, viewport.left, viewport.width],
  )
  const headed = useMemo(() => [...pinned, ...loose], [pinned, loose])
  const width = placed.reduce((sum, one) => sum + one.width, gutter)
  const { first, last } = rowWindow(viewport.top, viewport.height, rowHeight, total, beyond)
  const seenFirst = Math.min(Math.max(0, total - 1), Math.floor(viewport.top / rowHeight))
  const seenLast = Math.min(total - 1, Math.ceil((viewport.top + viewport.height) / rowHeight) - 1)

  const latestSort = useRef(onSort)
  latestSort.current = onSort
  const onSortNow = useCallback((next: readonly GridSort[]) => latestSort.current?.(next), [])

  useEffect(() => source.show(Math.max(0, first), Math.max(0, last)), [source, first, last])
  useEffect(() => onView?.(seenFirst, seenLast), [onView, seenFirst, seenLast])
  const select = (rows: RowRanges) => {
    setSelected(rows)
    onSelect?.(rows)
  }

  const shownKey = useRef(resetKey)
  useLayoutEffect(() => {
    if (shownKey.current === resetKey) return
    shownKey.current = resetKey
    scrollRows(0)
    setPlace((before) => ({ row: 0, column: before.column }))
    setSelected(RowRanges.none)
    onSelect?.(RowRanges.none)
  }, [resetKey, scrollRows, onSelect])

  const columnAt = (index: number): PlacedColumn<Row> | undefined => placed[Math.min(index, placed.length - 1)]
  const moveTo = (next: GridPlace, extend: boolean) => {
    setPlace(next)
    if (next.row >= 0) {
      scrollRows(topToReveal(next.row, exactTop(), viewport.height, rowHeight))
      if (extend) select(RowRanges.none.with(anchor, next.row))
      else setAnchor(next.row)
    }
    const column = columnAt(next.column)
    const element = scroller.current
    if (column !== undefined && element !== null && !column.pinned) {
      if (column.left < element.scrollLeft + pinnedWidth) element.scrollLeft = column.left - pinnedWidth
      else if (column.left + column.width > element.scrollLeft + element.clientWidth)
        element.scrollLeft = column.left + column.width - element.clientWidth
    }
    if (next.row >= 0 && column !== undefined) onActive?.({ row: source.row(next.row), index: next.row, column: column.column.id })
  }
  /** The unrounded place of an unscaled table, so that revealing a row moves no further than it must. */
  const exactTop = (): number => (scale.physical === scale.virtual ? (scroller.current?.scrollTop ?? viewport.top) : viewport.top)

  const copy = async (headings: boolean) => {
    const shown = placed.map(({ column }) => column)
    const ranges = selected.size === 0 ? [] : selected.ranges
    if (ranges.length === 0) {
      const row = source.row(place.row)
      const column = columnAt(place.column)?.column
      if (row === undefined || column === undefined) return
      const cells = lines ? [column] : shown
      copyText(
        [
          ...(headings ? [tsvLine(cells.map(({ title }) => title))] : []),
          lines && !headings ? column.text(row) : tsvLine(cells.map((one) => one.text(row))),
        ].join('\n'),
      )
      onCopied?.(1, false)
      return
    }
    const rows: Row[] = []
    const abort = new AbortController()
    for (const [from, to] of ranges) {
      if (rows.length >= copiedAtMost) break
      rows.push(...(await source.read(from, Math.min(to, from + copiedAtMost - rows.length - 1), abort.signal)))
    }
    const body = rows.map((row) => tsvLine(shown.map((column) => column.text(row))))
    copyText([...(headings ? [tsvLine(shown.map(({ title }) => title))] : []), ...body].join('\n'))
    onCopied?.(rows.length, selected.size > rows.length)
  }

  const { revealed = null } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another row is a reason to move
  useEffect(() => {
    if (revealed === null || viewport.height === 0) return
    setPlace((before) => ({ row: revealed, column: before.column }))
    scrollRows(topToReveal(revealed, exactTop(), viewport.height, rowHeight))
  }, [revealed, viewport.height === 0])

  const onHeadingKey = (event: KeyboardEvent): boolean => {
    const column = columnAt(place.column)?.column
    if (place.row !== -1 || column === undefined) return false
    if (event.key === 'Enter' && column.sortable === true) onSort?.(sortAfter(sort, column.id, event.shiftKey))
    else if (event.key === ' ' || (event.altKey && event.key === 'ArrowDown')) setMenu(column.id)
    else return false
    return true
  }
  const onRowKey = (event: KeyboardEvent, mod: boolean): boolean => {
    const row = source.row(place.row)
    const column = columnAt(place.column)?.column
    if (event.key === 'Enter' && row !== undefined && column !== undefined) onOpen?.(row, place.row, column.id)
    else if (event.key === ' ' && place.row >= 0)
      select(event.shiftKey ? RowRanges.none.with(anchor, place.row) : selected.toggled(place.row))
    else if (event.key === 'Escape' && selected.size > 0) select(RowRanges.none)
    else if (mod && event.key.toLowerCase() === 'a' && total > 0) select(RowRanges.none.with(0, total - 1))
    else if (mod && event.key.toLowerCase() === 'c') void copy(event.shiftKey)
    else return false
    if (event.key === ' ' && !event.shiftKey) setAnchor(place.row)
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.target !== event.currentTarget) return
    const mod = event.ctrlKey || event.metaKey
    const next = event.altKey
      ? null
      : movedBy({ key: event.key, mod }, place, {
          rows: total,
          columns: placed.length,
          page: Math.max(1, Math.floor(viewport.height / rowHeight) - 1),
        })
    if (next !== null) moveTo(next, event.shiftKey && next.row !== place.row)
    else if (!onHeadingKey(event) && !onRowKey(event, mod)) return
    event.preventDefault()
    event.stopPropagation()
  }

  const placeOf = (event: MouseEvent): GridPlace | null => {
    const target = event.target instanceof Element ? event.target : null
    const row = target?.closest<HTMLElement>('[data-row]')?.dataset['row']
    const column = target?.closest<HTMLElement>('[data-column]')?.dataset['column']
    return row === undefined ? null : { row: Number(row), column: column === undefined ? place.column : Number(column) - 1 }
  }
  const open = (at: GridPlace) => {
    const row = source.row(at.row)
    const column = columnAt(at.column)?.column
    if (row !== undefined && column !== undefined) onOpen?.(row, at.row, column.id)
  }
  const onClick = (event: MouseEvent) => {
    const at = placeOf(event)
    if (at !== null && event.target instanceof Element && event.target.closest('[data-gutter]') !== null) {
      select(event.shiftKey ? RowRanges.none.with(anchor, at.row) : selected.toggled(at.row))
      if (!event.shiftKey) setAnchor(at.row)
      return
    }
    if (at === null || (event.target instanceof Element && event.target.closest('button,a,input') !== null)) return
    setPlace(at)
    const column = columnAt(at.column)?.column
    if (column !== undefined) onActive?.({ row: source.row(at.row), index: at.row, column: column.id })
    if (event.shiftKey) select(RowRanges.none.with(anchor, at.row))
    else if (event.ctrlKey || event.metaKey) select(selected.toggled(at.row))
    else if (selected.size > 0) select(RowRanges.none)
    if (!event.shiftKey) setAnchor(at.row)
    if (!lines && !event.shiftKey && !event.ctrlKey && !event.metaKey) open(at)
  }
  const onDoubleClick = (event: MouseEvent) => {
    const at = placeOf(event)
    if (lines && at !== null) open(at)
  }

  const from = blockStart(first)
  const rows: ReactNode[] = []
  for (let index = first; index <= last; index++) {
    const row = source.row(index)
    rows.push(
      <GridRow
        key={index}
        gridId={gridId}
        gutter={gutter}
        row={row}
        index={index}
        y={(index - from) * rowHeight}
        height={rowHeight}
        pinned={pinned}
        loose={loose}
        activeColumn={place.row === index ? (columnAt(place.column)?.position ?? null) : null}
        selected={selected.has(index)}
        open={row !== undefined && isOpen?.(row, index) === true}
      />,
    )
  }
  // On a scaled table the block goes with the scroll bar; the rows in it stay where they are.
  const blockTop =
    scale.physical === scale.virtual ? from * rowHeight : Math.round((scroller.current?.scrollTop ?? 0) + from * rowHeight - viewport.top)
  const drawn = place.row === -1 || (place.row >= first && place.row <= last)
  const activeId =
    place.row === -1
      ? `${gridId}-head-${place.column + 1}`
      : lines
        ? `${gridId}-${place.row}-${place.column + 1}`
        : `${gridId}-${place.row}`
  const face =
    source.problem !== null && total === 0 ? (
      <FailedFace problem={source.problem} onRetry={() => source.retry()} />
    ) : source.loading && total === 0 ? (
      <LoadingFace rows={8}>{props.waitingFor ?? 'Reading the first rows'}</LoadingFace>
    ) : total === 0 ? (
      props.empty
    ) : null

  return (
    <div className={styles['frame']}>
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={placed.length}
        aria-multiselectable
        aria-busy={source.loading || undefined}
        aria-activedescendant={total === 0 || !drawn ? undefined : activeId}
        tabIndex={0}
        className={classNames(
          styles['scroller'],
          lines ? styles['lines'] : styles['plain'],
          lines ? styles['byCell'] : styles['byRow'],
          double ? styles['double'] : styles['single'],
        )}
        style={{ '--row': `${rowHeight - 1}px` } as CSSProperties}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
      >
        <div className={styles['sizer']} role="presentation" style={{ width, height: headHeight + scale.physical }}>
          <GridHead
            gridId={gridId}
            grid={grid}
            gutter={gutter}
            columns={headed}
            height={headHeight}
            width={width}
            sort={sort}
            onSort={onSort === undefined ? undefined : onSortNow}
            activeColumn={place.row === -1 ? place.column + 1 : null}
            menu={menu}
            onMenu={setMenu}
          />
          <div role="rowgroup" style={{ position: 'absolute', top: headHeight + blockTop, left: 0, width: '100%' }}>
            {rows}
          </div>
        </div>
      </div>
      {face === null || face === undefined ? null : (
        <div className={styles['face']} style={{ top: headHeight }}>
          {face}
        </div>
      )}
      {source.problem === null || total === 0 ? null : (
        <div className={styles['failed']} role="alert">
          <Glyph name="fail" tone="fail" />
          <span className={styles['failedWords']}>
            {source.problem.title} {source.problem.remedy.join(' ')}
          </span>
          <Act size="xs" icon="refresh" onClick={() => source.retry()}>
            Try again
          </Act>
        </div>
      )}
    </div>
  )
}
