import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { copyText } from './copy.ts'
import { sortAfter } from './grid-column.ts'
import { oneText, selectedText } from './grid-copy.ts'
import { type GridPlace, movedBy } from './grid-keys.ts'
import type { PlacedColumn } from './grid-layout.ts'
import type { DataGridProps } from './grid-props.ts'
import { RowRanges } from './row-ranges.ts'
import { type Scale, topToReveal } from './row-window.ts'
import type { Viewport } from './use-viewport.ts'

interface GridActsOptions<Row> {
  readonly props: DataGridProps<Row>
  readonly scroller: RefObject<HTMLElement | null>
  readonly placed: readonly PlacedColumn<Row>[]
  readonly pinnedWidth: number
  readonly scale: Scale
  readonly viewport: Viewport
  readonly scrollRows: (top: number) => void
  readonly onCopyFailed: (error: unknown) => void
}

/** Where one is in a grid and what is selected there, and everything keys and pointer do about it. */
export function useGridActs<Row>(options: GridActsOptions<Row>) {
  const { props, scroller, placed, pinnedWidth, scale, viewport, scrollRows, onCopyFailed } = options
  const { source, rowHeight, lines = false, sort = [], revealed = null, resetKey } = props
  const { onSort, onOpen, onActive, onSelect, onCopied } = props
  const { total } = source
  const [place, setPlace] = useState<GridPlace>({ row: 0, column: 0 })
  const [anchor, setAnchor] = useState(0)
  const [selected, setSelected] = useState(RowRanges.none)
  const [menu, setMenu] = useState<string | null>(null)

  const select = (rows: RowRanges) => {
    setSelected(rows)
    onSelect?.(rows)
  }

  const shownKey = useRef(resetKey)
  useLayoutEffect(() => {
    if (shownKey.current === resetKey) return
    shownKey.current = resetKey
    scrollRows(0)
    // Who sorts by a heading stays on it.
    setPlace((before) => ({ row: Math.min(before.row, 0), column: before.column }))
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
    const row = source.row(place.row)
    const column = columnAt(place.column)?.column
    if (selected.size > 0) {
      const { text, rows } = await selectedText(source, shown, selected, headings)
      copyText(text)
      onCopied?.(rows, selected.size > rows)
    } else if (row !== undefined && column !== undefined) {
      copyText(oneText(row, lines ? [column] : shown, headings))
      onCopied?.(1, false)
    }
  }

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
    else if (mod && event.key.toLowerCase() === 'c') copy(event.shiftKey).catch(onCopyFailed)
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

  return { place, selected, menu, setMenu, columnAt, onKeyDown, onClick, onDoubleClick }
}
