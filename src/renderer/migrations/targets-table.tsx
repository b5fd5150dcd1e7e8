import { useMemo } from 'react'
import type { MigrationTarget } from '#contract/migrations.ts'
import { shortServer } from '../lists/index.ts'
import { useRowHeights } from '../shell/index.ts'
import { arraySource, DataGrid, type GridColumn, useGrid } from '../ui/grid/index.ts'
import { EmptyFace } from '../ui/index.ts'
import styles from './status.module.css'

/** Who it is. */
export const nameColumn = <Row extends Pick<MigrationTarget, 'target' | 'name'>>(): GridColumn<Row> => ({
  id: 'name',
  title: 'Target',
  width: 220,
  pinned: true,
  cell: ({ target, name }) => (
    <b className={styles['name']} title={target}>
      {name}
    </b>
  ),
  text: ({ target }) => target,
})

/** Where it lies. */
export const serverColumn = <Row extends Pick<MigrationTarget, 'server'>>(): GridColumn<Row> => ({
  id: 'server',
  title: 'Server',
  width: 140,
  givesWay: 1,
  cell: ({ server }) => (
    <span className={styles['quiet']} title={server}>
      {shortServer(server)}
    </span>
  ),
  text: ({ server }) => server,
})

interface TargetsTableProps<Row> {
  /** What the widths of its columns are kept by. */
  readonly id: string
  readonly label: string
  readonly targets: readonly Row[]
  /** What stands between who it is and where it lies. */
  readonly columns: readonly GridColumn<Row>[]
  readonly emptyTitle: string
  readonly emptyWords: string
}

/** Targets of a plan, each with what the plan says of it. */
export function TargetsTable<Row extends MigrationTarget>({ id, label, targets, columns, emptyTitle, emptyWords }: TargetsTableProps<Row>) {
  const heights = useRowHeights()
  const source = useMemo(() => arraySource(targets), [targets])
  const all = useMemo(() => [nameColumn<Row>(), ...columns, serverColumn<Row>()], [columns])
  const grid = useGrid(id, all)
  return (
    <DataGrid
      grid={grid}
      source={source}
      label={label}
      rowHeight={heights.list}
      empty={
        <EmptyFace icon="tenants" title={emptyTitle}>
          {emptyWords}
        </EmptyFace>
      }
    />
  )
}
