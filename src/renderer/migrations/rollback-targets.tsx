import type { TargetRollback } from '#contract/migrations.ts'
import { summedLosses } from '#contract/rollback-facts.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { rowsWords } from './rollback-words.ts'
import styles from './status.module.css'
import { TargetsTable } from './targets-table.tsx'

const goesWords = ({ losses }: TargetRollback): string =>
  summedLosses([{ losses }])
    .map(({ table, column, rows, more }) => {
      const size = rows === null ? 'not counted' : rowsWords(rows, more)
      return `${column === null ? table : `${table}.${column}`} (${size})`
    })
    .join(', ')

const lost: readonly GridColumn<TargetRollback>[] = [
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
]

const whyAlone = ({ skipped }: TargetRollback): string => skipped ?? 'nothing to take back'

const alone: readonly GridColumn<TargetRollback>[] = [
  { id: 'why', title: 'Why it is left alone', width: 300, grows: true, cell: whyAlone, text: whyAlone },
]

/** The targets of a rollback: those that lose versions, or those left alone and why. */
export function RollbackTargets({ targets, kind }: { readonly targets: readonly TargetRollback[]; readonly kind: 'back' | 'passed' }) {
  return kind === 'back' ? (
    <TargetsTable
      id="migrations-rollback-back"
      label="Targets that would be rolled back"
      targets={targets}
      columns={lost}
      emptyTitle="No target would be rolled back"
      emptyWords="All that were chosen are held, passed over, or have nothing to take back."
    />
  ) : (
    <TargetsTable
      id="migrations-rollback-passed"
      label="Targets left alone"
      targets={targets}
      columns={alone}
      emptyTitle="None is left alone"
      emptyWords="Every chosen target loses something, or is held."
    />
  )
}
