import { useState } from 'react'
import { Act, countOf, formatCount, Glyph, LinkAct } from '../ui/index.ts'
import type { FailureGroup } from './failure-groups.ts'
import { problemGlyph } from './problem-list.tsx'
import styles from './run.module.css'

interface RunFailuresProps {
  readonly groups: readonly FailureGroup[]
  /** Why none can be tried again now; null where they can. */
  readonly whyNot: string | null
  readonly onRetry: (targets: readonly string[]) => void
  readonly onOpen: (target: string) => void
  /** Compares the schemas of these targets with what their migrations give. */
  readonly onCompare: (targets: FailureGroup['targets']) => void
}

/** Failures for which another try comes after a look at the schema. */
const contradictions: ReadonlySet<string> = new Set([
  'migration.checksum-drift',
  'migration.diverged',
  'migration.drifted',
  'migration.out-of-order',
])

/** Causes shown at once. */
const mostCauses = 4

/** What failed, equal failures as one, each with what to do and the way to try its targets again. */
export function RunFailures({ groups, whyNot, onRetry, onOpen, onCompare }: RunFailuresProps) {
  const [opened, setOpened] = useState<string | null>(null)
  const [all, setAll] = useState(false)
  if (groups.length === 0) return null
  const failed = groups.flatMap(({ targets }) => targets)
  return (
    <section className={styles['failures']} aria-label="Failures">
      <header>
        <b className={`${styles['total']} num`}>
          {countOf(failed.length, 'failure', 'failures')}, {countOf(groups.length, 'cause', 'causes')}
        </b>
        <span>The others go on. A target that failed is where it was before the statement that failed.</span>
        <Act size="xs" icon="refresh" whyNot={whyNot} onClick={() => onRetry(failed.map(({ target }) => target))}>
          Retry all {formatCount(failed.length)}
        </Act>
      </header>
      <ul>
        {groups.slice(0, all ? undefined : mostCauses).map((group) => {
          const [glyph, tone] = problemGlyph(group.problem)
          const open = opened === group.key
          const [step] = group.problem.remedy
          return (
            <li key={group.key}>
              <div className={styles['cause']}>
                <Glyph name={glyph} tone={tone} />
                <button type="button" className={styles['words']} aria-expanded={open} onClick={() => setOpened(open ? null : group.key)}>
                  <b>
                    {countOf(group.targets.length, 'target', 'targets')}: {group.cause}
                  </b>
                  {step === undefined ? null : <span> · {step}</span>}
                </button>
                <code>{group.problem.code}</code>
                {contradictions.has(group.problem.code) ? <LinkAct onClick={() => onCompare(group.targets)}>Compare</LinkAct> : null}
                <Act size="xs" whyNot={whyNot} onClick={() => onRetry(group.targets.map(({ target }) => target))}>
                  Retry {formatCount(group.targets.length)}
                </Act>
              </div>
              {open ? (
                <div className={styles['members']}>
                  {group.problem.detail === '' ? null : <pre>{group.problem.detail}</pre>}
                  <p>
                    {group.targets.slice(0, 40).map(({ target, name }, index) => (
                      <span key={target}>
                        {index === 0 ? '' : ', '}
                        <LinkAct onClick={() => onOpen(target)}>{name}</LinkAct>
                      </span>
                    ))}
                    {group.targets.length > 40 ? ` and ${group.targets.length - 40} more in the list` : ''}
                  </p>
                </div>
              ) : null}
            </li>
          )
        })}
      </ul>
      {groups.length > mostCauses ? (
        <p className={styles['more']}>
          <LinkAct onClick={() => setAll(!all)}>
            {all ? 'Show the most frequent' : `Show ${groups.length - mostCauses} more causes`}
          </LinkAct>
        </p>
      ) : null}
    </section>
  )
}
