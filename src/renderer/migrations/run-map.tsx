import { useMemo, useState } from 'react'
import type { RunTarget } from '#contract/migrations.ts'
import { shortServer } from '../lists/index.ts'
import { useInstants } from '../shell/index.ts'
import { CellMap, type MapBand } from '../ui/cell-map/index.ts'
import { Act, formatCount, formatDuration, Glyph, type GlyphName, State, type Tone } from '../ui/index.ts'
import { ShareBar } from '../ui/run-charts/index.ts'
import styles from './run.module.css'
import { type BandFacts, bandFacts, cellMarks, outcomeWords, runBands } from './run-facts.ts'
import { runTargetWords } from './state-words.ts'

/** Past this many cells the map is told by band, and opens on demand. */
const mostCells = 2000

const bandGlyphs: Readonly<Record<BandFacts['state'], readonly [GlyphName, Tone, string]>> = {
  waiting: ['wait', 'faint', 'waiting'],
  running: ['running', 'accent', 'running'],
  done: ['ok', 'ok', 'done'],
  failing: ['warn', 'warn', 'with failures'],
}

/** A target in a few words: who, what came of it, when and where. */
function Tip({ target, takesBack }: { readonly target: RunTarget; readonly takesBack: boolean }) {
  const instants = useInstants()
  const words = runTargetWords[target.status]
  const when = target.finishedAt ?? target.startedAt
  return (
    <>
      <b>{target.name}</b>
      <div className={styles['tipLine']} data-status={target.status}>
        <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
          {target.status === 'done'
            ? target.applied.length === 0
              ? takesBack
                ? 'Had nothing to take back'
                : 'Was current'
              : `${takesBack ? 'Took back' : 'Applied'} ${target.applied.join(', ')}`
            : outcomeWords(target)}
        </State>
      </div>
      <div className={`${styles['tipFoot']} num`}>
        {when === null ? '' : `${instants.seconds(new Date(when))} · `}
        {shortServer(target.server)}
        {target.ms === null ? '' : ` · ${formatDuration(target.ms)}`}
        {target.attempts > 1 ? ` · attempt ${target.attempts}` : ''}
      </div>
    </>
  )
}

function BandHead({ title, facts, count }: { readonly title: string; readonly facts: BandFacts; readonly count: number }) {
  const [glyph, tone, label] = bandGlyphs[facts.state]
  return (
    <>
      <Glyph name={glyph} tone={tone} label={label} />
      <b>{title}</b>
      <small className="num">
        {formatCount(facts.done)} of {formatCount(count)}
        {facts.ms === null ? '' : facts.over ? `, ${formatDuration(facts.ms)}` : ', running'}
      </small>
    </>
  )
}

interface RunMapProps {
  readonly targets: readonly RunTarget[]
  readonly by: 'wave' | 'server'
  /** Versions are taken back, not applied. */
  readonly takesBack: boolean
  readonly now: number
  readonly open: string | undefined
  readonly onOpen: (target: string) => void
}

/** Every target of the run as a cell, wave under wave. */
export function RunMap({ targets, by, takesBack, now, open, onOpen }: RunMapProps) {
  const [whole, setWhole] = useState(false)
  const byTarget = useMemo(() => new Map(targets.map((target) => [target.target, target])), [targets])
  const bands = useMemo(() => runBands(targets, by), [targets, by])
  const drawn = targets.length <= mostCells || whole
  if (!drawn)
    return (
      <div className={styles['bands']}>
        {bands.map(({ id, title, targets: members }) => {
          const facts = bandFacts(members, now)
          const running = members.filter(({ status }) => status === 'running').length
          return (
            <div key={id} className={styles['band']}>
              <div>
                <BandHead title={title} facts={facts} count={members.length} />
              </div>
              <ShareBar
                label={title}
                total={members.length}
                shares={[
                  { tone: 'ok', count: facts.done, word: 'done' },
                  { tone: 'fail', count: facts.failed, word: 'failed' },
                  { tone: 'quiet', count: facts.settled - facts.done - facts.failed, word: 'skipped' },
                  { tone: 'accent', count: running, word: 'running' },
                ]}
              />
            </div>
          )
        })}
        <Act onClick={() => setWhole(true)}>Show all {formatCount(targets.length)} cells</Act>
      </div>
    )
  const shown = bands.map(
    ({ id, title, targets: members }): MapBand => ({
      id,
      title,
      head: <BandHead title={title} facts={bandFacts(members, now)} count={members.length} />,
      cells: members.map((target) => ({
        id: target.target,
        mark: cellMarks[target.status],
        words: `${target.name}, ${runTargetWords[target.status].word.toLowerCase()}${target.error === null ? '' : `: ${target.error.title}`}`,
      })),
    }),
  )
  return (
    <CellMap
      label="Map of the run, one cell for each target; the list holds the same"
      bands={shown}
      open={open}
      onOpen={onOpen}
      tip={(id) => {
        const target = byTarget.get(id)
        return target === undefined ? null : <Tip target={target} takesBack={takesBack} />
      }}
    />
  )
}
