import { memo } from 'react'
import { classNames } from '../class-names.ts'
import { formatCount } from '../format.ts'
import styles from './data-grid.module.css'
import type { PlacedColumn } from './grid-layout.ts'

interface GridRowProps<Row> {
  readonly gridId: string
  /** Width of the gutter with the row's number; 0 for none. */
  readonly gutter: number
  readonly row: Row | undefined
  readonly index: number
  readonly y: number
  readonly height: number
  readonly pinned: readonly PlacedColumn<Row>[]
  readonly loose: readonly PlacedColumn<Row>[]
  /** Where in the shown columns the active cell is; null in every other row. */
  readonly activeColumn: number | null
  readonly selected: boolean
  readonly open: boolean
}

function Placeholder({ index, position }: { readonly index: number; readonly position: number }) {
  return <span className={styles['ghost']} style={{ width: `${40 + ((index * 7 + position * 23) % 45)}%` }} />
}

/** One row. It draws again only when its own row, place or state changes. */
function Row<Row>({ gridId, gutter, row, index, y, height, pinned, loose, activeColumn, selected, open }: GridRowProps<Row>) {
  const cell = ({ column, width, left, pinned: fixed, position, last }: PlacedColumn<Row>) => (
    <div
      key={column.id}
      id={`${gridId}-${index}-${position}`}
      role="gridcell"
      aria-colindex={position}
      className={classNames(styles['cell'], fixed ? styles['pinned'] : styles['loose'], column.align === 'end' && styles['end'])}
      data-active={activeColumn === position || undefined}
      data-column={position}
      data-last={last || undefined}
      style={{ width, left }}
    >
      {row === undefined ? <Placeholder index={index} position={position} /> : column.cell(row, index)}
    </div>
  )
  return (
    <div
      role="row"
      id={`${gridId}-${index}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row === undefined || undefined}
      className={styles['row']}
      data-row={index}
      data-open={open || undefined}
      data-selected={selected || undefined}
      data-active-row={activeColumn === null ? undefined : true}
      style={{ height, transform: `translateY(${y}px)` }}
    >
      {gutter === 0 ? null : (
        <span aria-hidden data-gutter className={classNames(styles['gutter'], 'num')} style={{ width: gutter }}>
          {formatCount(index + 1)}
        </span>
      )}
      {pinned.map(cell)}
      {loose.map(cell)}
    </div>
  )
}

// `memo` drops the type parameter; the row is as generic as before.
export const GridRow = memo(Row) as typeof Row
