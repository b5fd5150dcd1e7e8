import type { PlanStep, QueryPlan } from '#contract/query-plan.ts'
import { toast } from '../shell/index.ts'
import { copyText } from '../ui/grid/index.ts'
import { Act, countOf, EmptyFace, formatCount, formatDuration, PaneFoot } from '../ui/index.ts'
import styles from './plan-tree.module.css'

interface PlanTreeProps {
  readonly plan: QueryPlan & { readonly ms: number }
}

const rounded = (value: number | null): string =>
  value === null ? '' : value >= 100 ? formatCount(Math.round(value)) : String(Math.round(value * 100) / 100)

/** How often an estimate may be off before it is told: from there on the planner decides by wrong numbers. */
const offBy = 10

const isOff = ({ rows, actualRows }: PlanStep): boolean =>
  rows !== null && actualRows !== null && Math.max(rows, actualRows, 1) / Math.max(1, Math.min(rows, actualRows)) >= offBy

/** The plan of a statement: each step below the one it feeds, with its share of the cost or of the time drawn. */
export function PlanTree({ plan }: PlanTreeProps) {
  const { steps, measured } = plan
  if (steps.length === 0)
    return (
      <EmptyFace icon="table" title="The database told no plan">
        It answered in {formatDuration(plan.ms)} and named no step.
      </EmptyFace>
    )
  const hasCost = steps.some(({ cost }) => cost !== null)
  const weight = ({ cost, ms }: PlanStep): number => (measured ? ms : cost) ?? 0
  const whole = Math.max(...steps.map(weight), Number.MIN_VALUE)
  const off = steps.filter(isOff).length
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={styles['scroller']} aria-label="Plan of the statement" tabIndex={0}>
        <table className={styles['plan']}>
          <thead>
            <tr>
              <th scope="col">Step</th>
              {hasCost || measured ? <th scope="col">{measured ? 'Share of the time' : 'Share of the cost'}</th> : null}
              {hasCost ? <th scope="col">Cost</th> : null}
              {hasCost ? <th scope="col">About rows</th> : null}
              {measured ? <th scope="col">Rows</th> : null}
              {measured ? <th scope="col">Time</th> : null}
            </tr>
          </thead>
          <tbody>
            {steps.map((step, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a plan never changes, and its steps have no names of their own
              <tr key={at}>
                <th scope="row" style={{ paddingLeft: 16 + step.depth * 18 }}>
                  <span className="sr-only">Level {step.depth + 1}: </span>
                  {step.depth === 0 ? null : <span className={styles['branch']} aria-hidden />}
                  {step.title}
                  {step.details.map((detail) => (
                    <code key={detail} className={styles['detail']}>
                      {detail}
                    </code>
                  ))}
                </th>
                {hasCost || measured ? (
                  <td className={styles['share']}>
                    <span className={styles['bar']} aria-hidden>
                      <span style={{ width: `${Math.min(100, (100 * weight(step)) / whole)}%` }} />
                    </span>
                  </td>
                ) : null}
                {hasCost ? <td className="num">{rounded(step.cost)}</td> : null}
                {hasCost ? <td className="num">{rounded(step.rows)}</td> : null}
                {measured ? (
                  <td className="num" data-off={isOff(step) || undefined}>
                    {rounded(step.actualRows)}
                    {isOff(step) ? <span className={styles['off']}>estimate off</span> : null}
                  </td>
                ) : null}
                {measured ? <td className="num">{step.ms === null ? '' : formatDuration(step.ms)}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <PaneFoot>
        <span className="num">
          <b>{countOf(steps.length, 'step', 'steps')}</b> in {formatDuration(plan.ms)}.{' '}
          {measured ? 'The statement was run and its rows left behind.' : 'The statement was not run.'}
          {off === 0 ? '' : ` ${countOf(off, 'estimate is', 'estimates are')} off by ten times or more.`}
        </span>
        <Act
          size="xs"
          icon="copy"
          onClick={() => {
            copyText(plan.text)
            toast('Plan copied', { detail: 'As the database wrote it.' })
          }}
        >
          Copy plan
        </Act>
      </PaneFoot>
    </>
  )
}
