import type { RollbackPlan } from '#contract/migrations.ts'
import { countOf, EmptyFace, Tag } from '../ui/index.ts'
import { SqlText } from '../ui/sql/index.ts'
import styles from './plan.module.css'
import { engineNames, toolNames } from './state-words.ts'

type Way = RollbackPlan['ways'][number]

/** How the way back is run, in a few words. */
const howWords = ({ reversible, transactional, statements, empty }: Way, tool: RollbackPlan['source']['tool']): string => {
  if (!reversible) return 'no way back is written'
  if (empty) return 'no statement: only its ledger row is taken out'
  if (tool !== 'provost') return `as ${toolNames[tool]} runs it`
  if (statements.length === 0) return 'it cannot be taken apart, so nothing of it is run'
  return transactional
    ? 'one transaction with its ledger row'
    : `${countOf(statements.length, 'statement', 'statements')}, each noted as it is done`
}

/** Every version that would be taken back, newest first, with the exact SQL of its way back. */
export function RollbackWays({ plan }: { readonly plan: RollbackPlan }) {
  const { ways, targets, source } = plan
  if (ways.length === 0)
    return (
      <EmptyFace icon="check" title="Nothing would be taken back">
        No chosen target has a version that was asked for, or every one is passed over.
      </EmptyFace>
    )
  const engines = new Set(ways.map(({ engine }) => engine)).size
  return ways.map((way) => {
    const { version, name, engine, file, sql, reversible } = way
    const losing = targets.filter((target) => target.engine === engine && target.versions.includes(version))
    const held = losing.filter(({ problems }) => problems.length > 0).length
    return (
      <section key={`${engine} ${version}`} className={styles['migration']} aria-label={`${version} ${name}, the way back`}>
        <header className={styles['head']}>
          <h2>
            <code>{version}</code> {version.endsWith(name) ? null : name}
          </h2>
          {engines > 1 ? <Tag>{engineNames[engine]}</Tag> : null}
          <span>
            {countOf(losing.length, 'target', 'targets')}
            {held === 0 ? '' : held === losing.length ? ', held' : `, ${held} of them held`}
          </span>
          <span>{howWords(way, source.tool)}</span>
          <span className={`${styles['file']} mono`} title={file}>
            {file}
          </span>
        </header>
        {sql === null ? (
          <p className={styles['untold']}>
            {reversible
              ? `${toolNames[source.tool]} takes this back itself: its SQL is known only while it runs.`
              : 'Nobody wrote how this is undone. Targets that have it are left as they are: see what keeps them under “Held”.'}
          </p>
        ) : (
          <SqlText sql={sql} label={`SQL that takes back ${version}`} />
        )}
      </section>
    )
  })
}
