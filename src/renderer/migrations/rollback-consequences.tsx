import type { RollbackPlan, TargetRollback } from '#contract/migrations.ts'
import { changingRows, emptyWays, summedLosses } from '#contract/rollback-facts.ts'
import { Glyph } from '../ui/index.ts'
import { versionsWords } from './plan-facts.ts'
import styles from './rollback.module.css'
import { lossWords, survivalWords } from './rollback-words.ts'
import { toolNames } from './state-words.ts'

interface RollbackConsequencesProps {
  readonly plan: RollbackPlan
  /** Those from which something would be taken back. */
  readonly back: readonly TargetRollback[]
  /** Lines at most; the rest is a number. */
  readonly most?: number
}

/** What goes, by name and size, and what survives. */
export function RollbackConsequences({ plan, back, most = Number.POSITIVE_INFINITY }: RollbackConsequencesProps) {
  const losses = summedLosses(back)
  const empty = emptyWays(plan, back)
  const changing = changingRows(plan, back)
  const { tool } = plan.source
  return (
    <ul className={styles['consequences']} aria-label="What goes, and what stays">
      {losses.slice(0, most).map((loss) => (
        <li key={`${loss.table} ${loss.column ?? ''}`}>
          <Glyph name="fail" tone="fail" label="goes" />
          <span>{lossWords(loss, back.length)}</span>
        </li>
      ))}
      {losses.length <= most ? null : (
        <li>
          <Glyph name="fail" tone="fail" label="goes" />
          <span>And {losses.length - most} more, named in the plan.</span>
        </li>
      )}
      {losses.length > 0 ? null : (
        <li>
          <Glyph name={tool === 'provost' ? 'ok-open' : 'unknown'} tone={tool === 'provost' ? 'ok' : 'faint'} />
          <span>
            {tool === 'provost'
              ? 'No table and no column with rows is dropped by name. What else the SQL does stands in the plan.'
              : `What ${toolNames[tool]} drops is not counted: it is in the SQL, as far as that can be told.`}
          </span>
        </li>
      )}
      {changing.length === 0 || tool !== 'provost' ? null : (
        <li>
          <Glyph name="warn" tone="warn" />
          <span>The way back of {versionsWords(changing)} may also change or delete rows of tables that stay: its SQL says which.</span>
        </li>
      )}
      {empty.map((version) => (
        <li key={version}>
          <Glyph name="warn" tone="warn" />
          <span>The way back of {version} has no statement: the schema stays as it is, only its ledger row is taken out.</span>
        </li>
      ))}
      <li>
        <Glyph name="ok" tone="ok" label="stays" />
        <span>
          {tool === 'provost' ? survivalWords(plan, back) : null} The files stay: what is taken back is pending afterwards and can be
          applied again, without what it held.
        </span>
      </li>
    </ul>
  )
}
