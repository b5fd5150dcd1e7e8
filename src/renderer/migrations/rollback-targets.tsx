import { useMemo } from 'react'
import type { TargetRollback } from '#contract/migrations.ts'
import { summedLosses } from '#contract/rollback-facts.ts'
import { shortServer } from '../lists/index.ts'
import { useRowHeights } from '../shell/index.ts'
import { arraySource, DataGrid, type GridColumn, useGrid } from '../ui/grid/index.ts'
import { EmptyFace } from '../ui/index.ts'
import { rowsWords } from './rollback-words.ts'
import styles from './status.module.css'

const name: GridColumn<TargetRollback> = {
  id: 'name',
  title: 'Target',
  width: 230,
  pinned: true,
  cell: (row) => (
    <b className={styles['name']} title={row.target}>
      {row.name}
    </b>
  ),
  text: (row) => row.target,
}
const server: GridColumn<TargetRollback> = {
  id: 'server',
  title: 'Server',
  width: 140,
  givesWay: 1,
  cell: (row) => <span className={styles['quiet']}>{shortServer(row.server)}</span>,
  text: (row) => row.server,
}

const goesWords = ({ losses }: TargetRollback): string =>
  summedLosses([{ losses }])
    .map(({ table, column, rows, more }) => {
      const size = rows === null ? 'not counted' : rowsWords(rows, more)
      return `${column === null ? table : `${table}.${column}`} (${size})`
    })
    .join(', ')

const columns: Readonly<Record<'back' | 'passed', GridColumn<TargetRollback>[]>> = {
  back: [
    name,
    {
      id: 'versions',
      title: 'Taken back',
      width: 150,
      cell: ({ versions }) => <span className="mono">{versions.join(', ')}</span>,
      text: ({ versions }) => versions.join(' '),
    },
    {
      id: 'stays',
      title: 'Stays at',
      width: 110,
      cell: ({ stays }) => (stays === null ? <span className={styles['quiet']}>none</span> : <span className="mono">{stays}</span>),
      text: ({ stays }) => stays ?? 'none',
    },
    {
      id: 'goes',
      title: 'What goes',
      width: 220,
      grows: true,
      cell: (row) => (row.losses.length === 0 ? <span className={styles['quiet']}>no table or column by name</span> : goesWords(row)),
      text: goesWords,
    },
    server,
  ],
  passed: [
    name,
    {
      id: 'why',
      title: 'Why it is left alone',
      width: 300,
      grows: true,
      cell: ({ skipped }) => skipped ?? 'nothing to take back',
      text: ({ skipped }) => skipped ?? 'nothing to take back',
    },
    server,
  ],
}

/** The targets of a rollback: those that lose versions, or those left alone and why. */
export function RollbackTargets({ targets, kind }: { readonly targets: readonly TargetRollback[]; readonly kind: 'back' | 'passed' }) {
  const heights = useRowHeights()
  const source = useMemo(() => arraySource(targets), [targets])
  const grid = useGrid(`migrations-rollback-${kind}`, columns[kind])
  return (
    <DataGrid
      grid={grid}
      source={source}
      label={kind === 'back' ? 'Targets that would be rolled back' : 'Targets left alone'}
      rowHeight={heights.list}
      empty={
        <EmptyFace icon="tenants" title={kind === 'back' ? 'No target would be rolled back' : 'None is left alone'}>
          {kind === 'back'
            ? 'All that were chosen are held, passed over, or have nothing to take back.'
            : 'Every chosen target loses something, or is held.'}
        </EmptyFace>
      }
    />
  )
}
