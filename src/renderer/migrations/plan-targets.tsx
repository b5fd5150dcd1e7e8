import { useMemo } from 'react'
import type { TargetPlan } from '#contract/migrations.ts'
import { shortServer } from '../lists/index.ts'
import { useRowHeights } from '../shell/index.ts'
import { arraySource, DataGrid, type GridColumn, useGrid } from '../ui/grid/index.ts'
import { EmptyFace, State } from '../ui/index.ts'
import { targetWord, targetWords } from './state-words.ts'
import styles from './status.module.css'

const columns = (why: boolean): GridColumn<TargetPlan>[] => [
  {
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
  },
  {
    id: 'state',
    title: 'State',
    width: 120,
    cell: ({ state, versions, skipped }) => {
      // Whom a run passes over whatever its schema was not asked.
      if (skipped !== null)
        return (
          <State glyph="skip" tone="faint">
            Not asked
          </State>
        )
      const words = targetWords[state]
      return (
        <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
          {targetWord(state, versions.length)}
        </State>
      )
    },
    text: ({ state }) => state,
  },
  why
    ? {
        id: 'why',
        title: 'Why it is passed over',
        width: 300,
        grows: true,
        cell: ({ skipped, problems }) => skipped ?? problems[0]?.title ?? 'nothing is pending',
        text: ({ skipped }) => skipped ?? '',
      }
    : {
        id: 'gets',
        title: 'Gets',
        width: 200,
        grows: true,
        cell: ({ versions }) => <span className="mono">{versions.join(', ')}</span>,
        text: ({ versions }) => versions.join(' '),
      },
  {
    id: 'server',
    title: 'Server',
    width: 140,
    givesWay: 1,
    cell: ({ server }) => <span className={styles['quiet']}>{shortServer(server)}</span>,
    text: ({ server }) => server,
  },
]
const worked = columns(false)
const passed = columns(true)

/** The targets of a plan: those that get something, or those passed over and why. */
export function PlanTargets({ targets, kind }: { readonly targets: readonly TargetPlan[]; readonly kind: 'worked' | 'passed' }) {
  const heights = useRowHeights()
  const source = useMemo(() => arraySource(targets), [targets])
  const grid = useGrid(`migrations-plan-${kind}`, kind === 'worked' ? worked : passed)
  return (
    <DataGrid
      grid={grid}
      source={source}
      label={kind === 'worked' ? 'Targets that would be changed' : 'Targets passed over'}
      rowHeight={heights.list}
      empty={
        <EmptyFace icon="tenants" title={kind === 'worked' ? 'No target would be changed' : 'None is passed over'}>
          {kind === 'worked' ? 'All that were chosen are current or passed over.' : 'Every chosen target gets something.'}
        </EmptyFace>
      }
    />
  )
}
