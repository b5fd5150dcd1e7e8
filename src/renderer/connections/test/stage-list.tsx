import type { ReactNode } from 'react'
import type { EngineKind } from '#contract/connections.ts'
import { formatDuration, Glyph, type GlyphName, type Tone } from '../../ui/index.ts'
import { evidenceOf, type StageLine, stageLines } from './stage-lines.ts'
import styles from './stage-list.module.css'
import type { TestRun } from './test-run.ts'

const marks: Readonly<Record<StageLine['status'], readonly [glyph: GlyphName, tone: Tone, word: string]>> = {
  ok: ['ok', 'ok', 'passed'],
  warning: ['warn', 'warn', 'passed with a remark'],
  failed: ['fail', 'fail', 'failed'],
  skipped: ['skip', 'faint', 'skipped'],
  'not-reached': ['skip', 'faint', 'not run'],
  running: ['running', 'accent', 'running'],
  waiting: ['wait', 'faint', 'waiting'],
}

const idleWords = (line: StageLine): string =>
  line.status === 'running' ? 'Asking' : line.status === 'waiting' ? 'Waits for the stage before' : 'Not reached'

interface StageListProps {
  readonly run: TestRun
  readonly engine: EngineKind
  readonly tunnel: boolean
  /** The failed stage in a few words, and what is opened under it. */
  readonly failure?: { readonly short: string; readonly opened: ReactNode } | undefined
}

/** The stages of a test, one under the other, each with its evidence and its share of the time. */
export function StageList({ run, engine, tunnel, failure }: StageListProps) {
  return (
    <ol className={styles['list']} aria-label="Stages" aria-busy={run.state === 'running'}>
      {stageLines(run, engine, tunnel).map((line) => {
        const [glyph, tone, word] = marks[line.status]
        const { result } = line
        const ran = result !== null && result.status !== 'skipped' && result.status !== 'not-reached'
        return (
          <li key={line.stage} className={styles['stage']} data-status={line.status}>
            <span className={styles['glyph']}>
              <Glyph name={glyph} tone={tone} label={word} />
            </span>
            <span className={styles['name']}>{line.name}</span>
            <span className={styles['evidence']}>
              {line.status === 'failed' && failure !== undefined
                ? failure.short
                : result === null || result.detail === ''
                  ? idleWords(line)
                  : evidenceOf(result)}
            </span>
            <span className={styles['track']} data-idle={!ran || undefined} aria-hidden>
              {ran ? (
                <span style={{ marginLeft: `${Math.min(98, line.start * 100)}%`, width: `max(3px, ${(line.share * 100).toFixed(2)}%)` }} />
              ) : null}
            </span>
            <span className={`${styles['time']} num`}>{ran ? formatDuration(result.ms) : word}</span>
            {line.status === 'failed' && failure !== undefined ? <div className={styles['opened']}>{failure.opened}</div> : null}
          </li>
        )
      })}
    </ol>
  )
}
