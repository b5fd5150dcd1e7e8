import type { MigrationPlan } from '#contract/migrations.ts'
import { countOf, EmptyFace, Glyph, Tag } from '../ui/index.ts'
import { SqlText } from '../ui/sql/index.ts'
import { LintNote } from './lint-note.tsx'
import styles from './plan.module.css'
import { type Waivers, waivedBy } from './plan-facts.ts'
import { engineNames, toolNames } from './state-words.ts'

type Planned = MigrationPlan['migrations'][number]

const keyOf = ({ engine, version }: Planned): string => `${engine}-${version}`

/** The versions in a row, each with its worst finding: the way to the one that needs a look. */
function Index({ plan, waivers }: Pick<PlanMigrationsProps, 'plan' | 'waivers'>) {
  return (
    <nav className={styles['index']} aria-label="Migrations of the plan">
      Go to
      {plan.migrations.map((migration) => {
        const open = plan.lint.filter(
          (finding) => finding.version === migration.version && finding.engine === migration.engine && waivedBy(finding, waivers) === null,
        )
        const error = open.some(({ severity }) => severity === 'error')
        return (
          <button
            key={keyOf(migration)}
            type="button"
            onClick={() => document.getElementById(`migration-${keyOf(migration)}`)?.scrollIntoView({ block: 'start' })}
          >
            <code>{migration.version}</code>
            {open.length === 0 ? null : (
              <Glyph
                name={error ? 'fail' : 'warn'}
                tone={error ? 'fail' : 'warn'}
                size={11}
                label={countOf(open.length, 'finding', 'findings')}
              />
            )}
          </button>
        )
      })}
    </nav>
  )
}

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
  const sections = plan.migrations.map((migration) => {
    const findings = plan.lint.filter(({ version, engine }) => version === migration.version && engine === migration.engine)
    const getting = plan.targets.filter(
      ({ skipped, versions, engine }) => skipped === null && engine === migration.engine && versions.includes(migration.version),
    ).length
    return (
      <section
        key={keyOf(migration)}
        id={`migration-${keyOf(migration)}`}
        className={styles['migration']}
        aria-label={`${migration.version} ${migration.name}`}
      >
        <header className={styles['head']}>
          <h2>
            <code>{migration.version}</code> {migration.version.endsWith(migration.name) ? null : migration.name}
          </h2>
          {engines > 1 ? <Tag>{engineNames[migration.engine]}</Tag> : null}
          <span>{countOf(getting, 'target', 'targets')}</span>
          <span>
            {migration.transactional
              ? 'one transaction with its ledger row'
              : plan.source.tool === 'provost'
                ? `${countOf(migration.statements.length, 'statement', 'statements')}, each noted as it is done`
                : `as ${toolNames[plan.source.tool]} runs it`}
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
  return (
    <>
      {plan.migrations.length > 1 ? <Index plan={plan} waivers={waivers} /> : null}
      {sections}
    </>
  )
}
