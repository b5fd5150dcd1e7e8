import type { MigrationPlan } from '#contract/migrations.ts'
import { countOf, EmptyFace, Tag } from '../ui/index.ts'
import { SqlText } from '../ui/sql/index.ts'
import { LintNote } from './lint-note.tsx'
import styles from './plan.module.css'
import { type Waivers, waivedBy } from './plan-facts.ts'
import { toolNames } from './state-words.ts'

const engineNames = { postgres: 'PostgreSQL', mysql: 'MySQL', sqlite: 'SQLite' } as const

interface PlanMigrationsProps {
  readonly plan: MigrationPlan
  readonly waivers: Waivers
  readonly refused: string | null
  readonly onWaive: (rule: string, reason: string | null) => void
}

/** Every migration of the plan with its exact SQL, and under a line what the lint has to say about it. */
export function PlanMigrations({ plan, waivers, refused, onWaive }: PlanMigrationsProps) {
  if (plan.migrations.length === 0)
    return (
      <EmptyFace icon="check" title="Nothing is pending">
        Every chosen target has every version of this source, or is passed over.
      </EmptyFace>
    )
  const engines = new Set(plan.migrations.map(({ engine }) => engine)).size
  return plan.migrations.map((migration) => {
    const findings = plan.lint.filter(({ version, engine }) => version === migration.version && engine === migration.engine)
    const getting = plan.targets.filter(
      ({ skipped, versions, engine }) => skipped === null && engine === migration.engine && versions.includes(migration.version),
    ).length
    return (
      <section
        key={`${migration.engine} ${migration.version}`}
        className={styles['migration']}
        aria-label={`${migration.version} ${migration.name}`}
      >
        <header className={styles['head']}>
          <h2>
            <code>{migration.version}</code> {migration.name}
          </h2>
          {engines > 1 ? <Tag>{engineNames[migration.engine]}</Tag> : null}
          <span>{countOf(getting, 'target', 'targets')}</span>
          <span>
            {migration.transactional
              ? 'one transaction with its ledger row'
              : `${countOf(migration.statements.length, 'statement', 'statements')}, each noted as it is done`}
          </span>
          {migration.reversible ? null : <span>no way back written</span>}
          <span className={`${styles['file']} mono`} title={migration.file}>
            {migration.file}
          </span>
        </header>
        {migration.sql === null ? (
          <p className={styles['untold']}>
            {toolNames[plan.source.tool]} runs this migration itself: its SQL is known only while it runs. A rehearsal on a clone shows what
            it changes.
          </p>
        ) : (
          <SqlText
            sql={migration.sql}
            label={`SQL of ${migration.version}`}
            notes={findings.map((finding) => ({
              line: finding.line,
              ...(waivedBy(finding, waivers) === null
                ? { tone: finding.severity === 'error' ? ('fail' as const) : ('warn' as const) }
                : {}),
              body: <LintNote finding={finding} waivers={waivers} refused={refused} onWaive={onWaive} />,
            }))}
          />
        )}
      </section>
    )
  })
}
