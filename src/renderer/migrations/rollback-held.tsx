import type { Problem } from '#contract/errors.ts'
import type { TargetRollback } from '#contract/migrations.ts'
import { countOf, EmptyFace } from '../ui/index.ts'
import { ProblemList } from './problem-list.tsx'
import styles from './rollback.module.css'

const most = 12

interface HeldGroup {
  readonly problems: readonly Problem[]
  readonly targets: readonly TargetRollback[]
}

/** Targets that the same keeps from it stand together. */
const groupsOf = (held: readonly TargetRollback[]): HeldGroup[] => {
  const groups = new Map<string, { readonly problems: readonly Problem[]; readonly targets: TargetRollback[] }>()
  for (const target of held) {
    const key = JSON.stringify(target.problems.map(({ code, title }) => [code, title]))
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { problems: target.problems, targets: [target] })
    else known.targets.push(target)
  }
  return [...groups.values()].sort((one, other) => other.targets.length - one.targets.length)
}

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
      {groupsOf(held).map(({ problems, targets }) => (
        <section key={targets[0]?.target} aria-label={countOf(targets.length, 'target held', 'targets held')}>
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
