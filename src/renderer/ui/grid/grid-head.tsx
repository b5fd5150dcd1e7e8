import { memo, type PointerEvent, useRef, useState } from 'react'
import { classNames } from '../class-names.ts'
import { Icon } from '../icon.tsx'
import styles from './data-grid.module.css'
import { type GridSort, sortAfter } from './grid-column.ts'
import type { PlacedColumn } from './grid-layout.ts'
import { dropColumn, HeaderMenu } from './header-menu.tsx'
import type { Grid } from './use-grid.ts'

interface GripProps<Row> {
  readonly grid: Grid<Row>
  readonly placed: PlacedColumn<Row>
}

/** The border that sets a column's width. By keyboard the header menu does. */
function Grip<Row>({ grid, placed }: GripProps<Row>) {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null)
  const [dragging, setDragging] = useState(false)
  const widthAt = (event: PointerEvent) =>
    Math.max(
      placed.column.minWidth ?? 48,
      Math.min(1200, (start.current?.width ?? placed.width) + event.clientX - (start.current?.x ?? event.clientX)),
    )
  return (
    <span
      aria-hidden
      className={styles['grip']}
      data-dragging={dragging || undefined}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => grid.resize(placed.column.id, placed.column.width, true)}
      onPointerDown={(event) => {
        event.preventDefault()
        event.stopPropagation()
        start.current = { x: event.clientX, width: placed.width }
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging(true)
      }}
      onPointerMove={(event) => {
        if (start.current !== null) grid.resize(placed.column.id, widthAt(event), false)
      }}
      onPointerUp={(event) => {
        if (start.current === null) return
        grid.resize(placed.column.id, widthAt(event), true)
        start.current = null
        setDragging(false)
      }}
    />
  )
}

interface GridHeadProps<Row> {
  readonly gridId: string
  readonly gutter: number
  readonly grid: Grid<Row>
  readonly columns: readonly PlacedColumn<Row>[]
  readonly height: number
  readonly width: number
  readonly sort: readonly GridSort[]
  readonly onSort: ((sort: readonly GridSort[]) => void) | undefined
  readonly activeColumn: number | null
  /** The column whose menu stands open. */
  readonly menu: string | null
  readonly onMenu: (column: string | null) => void
}

/** Stands for the menu until it is asked for: a menu in every heading would be drawn anew with each of them. */
function MenuButton({ title, onOpen }: { readonly title: string; readonly onOpen: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles['menuButton']}
      aria-label={`Column ${title}`}
      onClick={(event) => {
        event.stopPropagation()
        onOpen()
      }}
    >
      <Icon name="down" size={12} />
    </button>
  )
}

const sorted = { asc: 'ascending', desc: 'descending' } as const

/** The headings: sort by a click, beside others with Shift; drag to move, drag the border to resize, menu for all of it. */
function Head<Row>({ gridId, gutter, grid, columns, height, width, sort, onSort, activeColumn, menu, onMenu }: GridHeadProps<Row>) {
  return (
    <div role="row" aria-rowindex={1} className={styles['head']} style={{ height, width }}>
      {gutter === 0 ? null : <span aria-hidden className={styles['gutter']} style={{ width: gutter }} />}
      {columns.map((placed) => {
        const { column, position, pinned } = placed
        const term = sort.findIndex((one) => one.column === column.id)
        const direction = sort[term]?.direction
        const sortable = column.sortable === true && onSort !== undefined
        return (
          <div
            key={column.id}
            id={`${gridId}-head-${position}`}
            role="columnheader"
            tabIndex={-1}
            aria-colindex={position}
            aria-sort={direction === undefined ? undefined : sorted[direction]}
            className={classNames(styles['heading'], pinned ? styles['pinned'] : styles['loose'], column.align === 'end' && styles['end'])}
            data-column={position}
            data-last={placed.last || undefined}
            data-sorted={direction !== undefined || undefined}
            data-active={activeColumn === position || undefined}
            style={{ width: placed.width, left: placed.left, height: height - 1 }}
            title={column.subtitle === undefined ? undefined : `${column.title}, ${column.subtitle}`}
            draggable
            onDragStart={(event) => event.dataTransfer.setData('application/x-provost-column', column.id)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              const dragged = event.dataTransfer.getData('application/x-provost-column')
              const box = event.currentTarget.getBoundingClientRect()
              if (dragged !== '' && dragged !== column.id) dropColumn(grid, dragged, column.id, event.clientX > box.left + box.width / 2)
            }}
            onClick={(event) => sortable && onSort(sortAfter(sort, column.id, event.shiftKey))}
            onContextMenu={(event) => {
              event.preventDefault()
              onMenu(column.id)
            }}
          >
            <span className={styles['titles']}>
              <span>{column.title}</span>
              {column.subtitle === undefined ? null : <small>{column.subtitle}</small>}
            </span>
            {direction === undefined ? null : <Icon name={direction === 'asc' ? 'up' : 'down'} size={12} />}
            {direction !== undefined && sort.length > 1 ? <span className={styles['order']}>{term + 1}</span> : null}
            {menu === column.id ? (
              <HeaderMenu grid={grid} placed={placed} opened onChange={(open) => onMenu(open ? column.id : null)} onSort={onSort} />
            ) : (
              <MenuButton title={column.title} onOpen={() => onMenu(column.id)} />
            )}
            <Grip grid={grid} placed={placed} />
          </div>
        )
      })}
    </div>
  )
}

// `memo` drops the type parameter; the head is as generic as before.
export const GridHead = memo(Head) as typeof Head
