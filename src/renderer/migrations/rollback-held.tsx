import type { TargetRollback } from '#contract/migrations.ts'
import { countOf, EmptyFace } from '../ui/index.ts'
import { heldGroups } from './held-groups.ts'
import { ProblemList } from './problem-list.tsx'
import styles from './rollback.module.css'

const most = 12

/** The targets of which nothing would be taken back, with what keeps them from it and what to do. */
export function RollbackHeld({ held }: { readonly held: readonly TargetRollback[] }) {
  if (held.length === 0)
    return (
      <EmptyFace icon="check" title="Nothing keeps a target from it">
        Every version asked for has its way back.
      </EmptyFace>
    )
  return (
    <div className={styles['held']}>
      {heldGroups(held).map(({ key, problems, targets }) => (
        <section key={key} aria-label={countOf(targets.length, 'target held', 'targets held')}>
          <h2>{countOf(targets.length, 'target stays as it is', 'targets stay as they are')}</h2>
          <div className={styles['who']}>
            {targets
              .slice(0, most)
              .map(({ name }) => name)
              .join(', ')}
            {targets.length > most ? ` and ${targets.length - most} more` : ''}
          </div>
          <ProblemList problems={problems} />
        </section>
      ))}
    </div>
  )
}
