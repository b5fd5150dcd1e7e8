import { useMemo } from 'react'
import type { Run, RunTarget } from '#contract/migrations.ts'
import { useInstants } from '../shell/index.ts'
import { formatCount, formatDuration, Glyph, type GlyphName, type Tone } from '../ui/index.ts'
import { RateBars, rateOf, ShareBar, StopBlocks } from '../ui/run-charts/index.ts'
import styles from './run.module.css'
import { leftWords, rateWords } from './run-facts.ts'
import { isRunning } from './state-words.ts'

const mostBars = 60

function Count({
  glyph,
  tone,
  count,
  word,
  loud = false,
}: {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly count: number
  readonly word: string
  readonly loud?: boolean
}) {
  return (
    <span className={styles['count']} data-loud={(loud && count > 0) || undefined}>
      <Glyph name={glyph} tone={tone} />
      <span className="num">{formatCount(count)}</span> {word}
    </span>
  )
}

/** How fast targets settle, since this stretch of the run began. */
function RunRate({ run, targets, now }: { readonly run: Run; readonly targets: readonly RunTarget[]; readonly now: number }) {
  const instants = useInstants()
  const active = isRunning(run.state)
  const from = run.startedAt === null ? now : Date.parse(run.startedAt)
  const to = active || run.finishedAt === null ? now : Date.parse(run.finishedAt)
  const rate = useMemo(() => {
    const settled = targets.flatMap(({ finishedAt, status }) =>
      finishedAt === null || status === 'skipped' || Date.parse(finishedAt) < from ? [] : [Date.parse(finishedAt)],
    )
    return rateOf(settled, from, Math.max(to, from + 1000), mostBars)
  }, [targets, from, to])
  const words = run.tenantsPerSecond === null ? 'not known yet' : rateWords(run.tenantsPerSecond)
  return (
    <div className={styles['rate']}>
      <div className={styles['label']}>
        Targets a second <b className="num">{words}</b>
      </div>
      <RateBars
        rate={rate}
        label={`Targets settled a second, in steps of ${formatDuration(rate.seconds * 1000)}: ${active ? 'now' : 'on average'} ${words}`}
        from={instants.time(new Date(from))}
        to={active ? 'now' : instants.time(new Date(to))}
      />
    </div>
  )
}

/** When the run ends by itself, and how near that is. */
function StopRule({ run: { limits, counts, state } }: { readonly run: Run }) {
  const { maxFailures } = limits
  const left = maxFailures === null ? 0 : Math.max(0, maxFailures - counts.failed)
  return (
    <div className={styles['rule']}>
      <div className={styles['label']}>
        Stop rule{' '}
        {maxFailures === null ? null : (
          <b className="num" data-loud={counts.failed > 0 || undefined}>
            {formatCount(counts.failed)} of {formatCount(maxFailures)}
          </b>
        )}
      </div>
      {maxFailures === null ? (
        <p>No number of failures stops this run.</p>
      ) : (
        <>
          <StopBlocks used={counts.failed} of={maxFailures} />
          <p>
            {left === 0
              ? state === 'stopped'
                ? 'It has stopped the run.'
                : 'It is reached.'
              : `${formatCount(left)} more ${left === 1 ? 'failure stops' : 'failures stop'} the run. Running targets finish.`}
          </p>
        </>
      )}
    </div>
  )
}

interface RunSummaryProps {
  readonly run: Run
  readonly targets: readonly RunTarget[]
  readonly now: number
}

/** The run in numbers: settled of how many, time left, how fast, and how near its end by the stop rule. */
export function RunSummary({ run, targets, now }: RunSummaryProps) {
  const { counts, total, secondsLeft, state } = run
  const settled = counts.done + counts.failed + counts.skipped
  const active = isRunning(state)
  const took = run.startedAt === null || run.finishedAt === null ? null : Date.parse(run.finishedAt) - Date.parse(run.startedAt)
  return (
    <div className={styles['strip']}>
      <div className={styles['settled']}>
        <div className={styles['figure']}>
          <b className="num">{formatCount(settled)}</b>
          <span>
            of {formatCount(total)} {total === 1 ? 'target' : 'targets'} settled
          </span>
          <strong className="num">
            {active
              ? secondsLeft === null
                ? 'time left not known yet'
                : leftWords(secondsLeft)
              : took === null
                ? ''
                : `took ${formatDuration(took)}`}
          </strong>
        </div>
        <ShareBar
          label="Targets settled"
          total={total}
          shares={[
            { tone: 'ok', count: counts.done, word: 'done' },
            { tone: 'fail', count: counts.failed, word: 'failed' },
            { tone: 'quiet', count: counts.skipped, word: 'skipped' },
            { tone: 'accent', count: counts.running, word: 'running' },
          ]}
        />
        <div className={styles['counts']}>
          <Count glyph="ok" tone="ok" count={counts.done} word="done" />
          <Count glyph="fail" tone={counts.failed > 0 ? 'fail' : 'decoration'} count={counts.failed} word="failed" loud />
          <Count glyph="skip" tone="plain" count={counts.skipped} word="skipped" />
          {active || counts.running > 0 ? <Count glyph="running" tone="accent" count={counts.running} word="running" /> : null}
          <Count glyph="wait" tone="plain" count={counts.pending} word="pending" />
        </div>
      </div>
      <RunRate run={run} targets={targets} now={now} />
      <StopRule run={run} />
    </div>
  )
}
