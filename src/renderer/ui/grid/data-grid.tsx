import { type CSSProperties, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { Act } from '../button.tsx'
import { classNames } from '../class-names.ts'
import { FailedFace, LoadingFace } from '../faces.tsx'
import { formatCount } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import styles from './data-grid.module.css'
import type { GridSort } from './grid-column.ts'
import { GridHead } from './grid-head.tsx'
import { columnsInView, placeColumns } from './grid-layout.ts'
import type { DataGridProps } from './grid-props.ts'
import { GridRow } from './grid-row.tsx'
import { blockStart, rowWindow, scaleOf } from './row-window.ts'
import { useGridActs } from './use-grid-acts.ts'
import { useViewport } from './use-viewport.ts'

/** Rows drawn beyond the edges of the view. */
const beyond = 12

const unsorted: readonly GridSort[] = []

/** A table of any length: fixed rows, drawn only where seen, both ways; a grid to the keyboard and to assistive technology. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { grid, source, label, rowHeight, double = false, lines = false, numbers = false, sort = unsorted, onSort, isOpen, onView } = props
  useSyncExternalStore(source.subscribe, source.version)
  const gridId = useId()
  const scroller = useRef<HTMLDivElement>(null)

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
  const [copyProblem, setCopyProblem] = useState<string | null>(null)
  const acts = useGridActs({
    props,
    scroller,
    placed,
    pinnedWidth,
    scale,
    viewport,
    scrollRows,
    onCopyFailed: (error) => setCopyProblem(error instanceof Error ? error.message : String(error)),
  })
  const { place, selected, menu, setMenu, columnAt, onKeyDown, onClick, onDoubleClick } = acts

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
      {copyProblem === null ? null : (
        <div className={styles['failed']} role="alert">
          <Glyph name="fail" tone="fail" />
          <span className={styles['failedWords']}>The selected rows were not copied. {copyProblem}</span>
          <Act size="xs" onClick={() => setCopyProblem(null)}>
            Dismiss
          </Act>
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
