import {
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react'
import type { GridColumn } from './grid-column.ts'
import { type GridLayout, orderedIds, plainLayout, readLayout } from './grid-layout.ts'

/** Where arrangements of columns are remembered. The shell keeps them as preferences of the operator. */
export interface GridMemory {
  read(key: string): unknown
  write(key: string, value: unknown): void
}

export const GridMemoryContext = createContext<GridMemory>({ read: () => undefined, write: () => undefined })

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
})

const noRows: readonly never[] = []

type Change = (layout: GridLayout) => GridLayout

/** Columns with their arrangement: what `DataGrid` draws and `ColumnsMenu` changes. */
export interface Grid<Row> {
  readonly id: string
  readonly columns: readonly GridColumn<Row>[]
  /** Shown columns in their order, pinned first, with their widths. */
  readonly shown: readonly { readonly column: GridColumn<Row>; readonly width: number; readonly pinned: boolean }[]
  readonly isShown: (id: string) => boolean
  readonly change: (change: Change) => void
  /** While a border is dragged the width follows at once and is remembered when it is let go. */
  readonly resize: (id: string, width: number, done: boolean) => void
  /** Everything as the screen declares it. */
  readonly reset: () => void
}

/** Holds a grid's columns as the person arranged them, remembered under `columns:<id>`. */
export function useGrid<Row>(id: string, columns: readonly GridColumn<Row>[]): Grid<Row> {
  const memory = useContext(GridMemoryContext)
  const key = `columns:${id}`
  const [state, setState] = useState(() => ({ key, layout: readLayout(memory.read(key)) }))
  // Another table in the same screen has an arrangement of its own.
  const layout = state.key === key ? state.layout : readLayout(memory.read(key))
  if (state.key !== key) setState({ key, layout })
  const latest = useRef(layout)
  latest.current = layout

  const change = useCallback(
    (next: Change) => {
      latest.current = next(latest.current)
      setState({ key, layout: latest.current })
      memory.write(key, latest.current)
    },
    [key, memory],
  )
  const resize = useCallback(
    (column: string, width: number, done: boolean) => {
      const next = { ...latest.current, sizes: { ...latest.current.sizes, [column]: Math.round(width) } }
      latest.current = next
      setState({ key, layout: next })
      if (done) memory.write(key, next)
    },
    [key, memory],
  )

  const definitions = useMemo(
    () => columns.map((column) => ({ id: column.id, size: column.width, minSize: column.minWidth ?? 48, maxSize: 1200 })),
    [columns],
  )
  const tableState = useMemo(() => {
    const ids = columns.map((column) => column.id)
    return {
      columnOrder: orderedIds(ids, layout.order),
      columnSizing: layout.sizes,
      columnVisibility: Object.fromEntries(columns.map((column) => [column.id, layout.shown[column.id] ?? column.hidden !== true])),
      columnPinning: {
        start: orderedIds(ids, layout.order).filter(
          (one) => layout.pinned[one] ?? columns.find((column) => column.id === one)?.pinned === true,
        ),
        end: [],
      },
    }
  }, [columns, layout])
  const table = useTable({ features, columns: definitions, data: noRows, state: tableState })

  return useMemo(() => {
    const byId = new Map(columns.map((column) => [column.id, column]))
    const placed = (pinned: boolean) => (leaf: { readonly id: string; getSize(): number }) => {
      const column = byId.get(leaf.id)
      return column === undefined ? [] : [{ column, width: leaf.getSize(), pinned }]
    }
    return {
      id,
      columns,
      shown: [...table.getStartVisibleLeafColumns().flatMap(placed(true)), ...table.getCenterVisibleLeafColumns().flatMap(placed(false))],
      isShown: (column: string) => tableState.columnVisibility[column] === true,
      change,
      resize,
      reset: () => change(() => plainLayout),
    }
  }, [id, columns, table, tableState, change, resize])
}
