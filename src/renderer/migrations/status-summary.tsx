import { Tooltip } from '@mantine/core'
import type { TargetState } from '#contract/migrations.ts'
import { Figure, FigureRest, formatCount, Glyph, SummaryStrip } from '../ui/index.ts'
import { targetWords } from './state-words.ts'
import styles from './status.module.css'
import { nothingToDraw, type StatusRow, stateCounts } from './status-rows.ts'
import { shortVersion } from './versions.ts'

function Mini({ state, count }: { readonly state: TargetState; readonly count: number }) {
  const words = targetWords[state]
  return (
    <Tooltip label={`${formatCount(count)} ${words.word.toLowerCase()}`}>
      <span className={styles['mini']}>
        <Glyph name={words.glyph} tone={words.glyphTone} size={11} label={words.word} />
        <span className="num">{formatCount(count)}</span>
        {words.word.toLowerCase()}
      </span>
    </Tooltip>
  )
}

/** Versions drawn: the newest, for those are on their way. */
const drawn = 24
const height = 34
const pitch = 22

/** Of each version how many have it, as a column filled from below. */
function Reached({ rows, versions }: { readonly rows: readonly StatusRow[]; readonly versions: readonly string[] }) {
  const asked = rows.filter(({ status }) => status !== null && status.state !== 'unreachable' && status.state !== 'unmanaged')
  const counts = new Map<string, number>()
  for (const { status } of asked) for (const version of status?.applied ?? []) counts.set(version, (counts.get(version) ?? 0) + 1)
  const shown = versions.slice(-drawn)
  const of = asked.length
  const words = shown.map((version) => `${version}: ${counts.get(version) ?? 0} of ${of}`).join(', ')
  return (
    <FigureRest label="How far each version has come">
      {of === 0 ? (
        <span className={styles['quiet']}>{nothingToDraw(rows)}</span>
      ) : (
        <>
          <svg className={styles['reached']} width={shown.length * pitch} height={height} role="img" aria-label={words}>
            {shown.map((version, index) => {
              const share = (counts.get(version) ?? 0) / of
              const tall = share === 0 ? 0 : Math.max(2, share * height)
              return (
                <g key={version} transform={`translate(${index * pitch} 0)`}>
                  <title>{`${version}: ${formatCount(counts.get(version) ?? 0)} of ${formatCount(of)}`}</title>
                  <rect className={styles['due']} width={pitch - 4} height={height} rx="2" />
                  <rect className={styles['have']} width={pitch - 4} y={height - tall} height={tall} rx="2" />
                </g>
              )
            })}
          </svg>
          <div className={styles['reachedNames']}>
            {shown.length === 1 ? shortVersion(shown[0] ?? '') : `${shortVersion(shown[0] ?? '')} to ${shortVersion(shown.at(-1) ?? '')}`}
          </div>
        </>
      )}
    </FigureRest>
  )
}

const trouble: readonly TargetState[] = ['failed', 'drifted', 'diverged', 'ahead']
const silent: readonly TargetState[] = ['unmanaged', 'unreachable']

/** How the fleet stands in numbers, each of how many. */
export function StatusSummary({ rows, versions }: { readonly rows: readonly StatusRow[]; readonly versions: readonly string[] }) {
  const { byState, answered } = stateCounts(rows)
  const inTrouble = trouble.reduce((sum, state) => sum + byState[state], 0)
  const unknown = silent.reduce((sum, state) => sum + byState[state], 0)
  const waiting = rows.length - answered
  const of = `of ${formatCount(rows.length)}`
  const pending = rows.reduce((most, { status }) => Math.max(most, status?.pending.length ?? 0), 0)
  const minis = (states: readonly TargetState[]) =>
    states.filter((state) => byState[state] > 0).map((state) => <Mini key={state} state={state} count={byState[state]} />)
  return (
    <SummaryStrip>
      <Figure
        label="Current"
        value={formatCount(byState.current)}
        of={of}
        note={waiting > 0 ? `${formatCount(waiting)} not answered yet` : `${formatCount(answered)} answered`}
      />
      <Figure
        label="Behind"
        value={formatCount(byState.behind)}
        of={of}
        note={byState.behind === 0 ? 'nothing pending' : pending === 1 ? 'by one version' : `by up to ${pending} versions`}
      />
      <Figure
        label="In trouble"
        value={formatCount(inTrouble)}
        of={of}
        note={inTrouble === 0 ? 'none failed or drifted' : minis(trouble)}
      />
      <Figure label="Not managed" value={formatCount(unknown)} of={of} note={unknown === 0 ? 'all have a ledger' : minis(silent)} />
      <Reached rows={rows} versions={versions} />
    </SummaryStrip>
  )
}
