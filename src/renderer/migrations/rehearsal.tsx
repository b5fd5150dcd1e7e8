import type { PassedOver, TargetRehearsal } from '#contract/migrations.ts'
import { Act, countOf, EmptyFace, FailedFace, formatDuration, Glyph, Icon, LoadingFace, Note } from '../ui/index.ts'
import { Differences } from './differences.tsx'
import { PassedOverNote } from './passed-over-note.tsx'
import styles from './plan.module.css'
import { ProblemList } from './problem-list.tsx'
import type { Gatherer } from './use-gathering.ts'

interface RehearsalProps {
  readonly gathered: Gatherer<TargetRehearsal, { readonly skipped: readonly PassedOver[] }>
  readonly targets: number
  readonly whyNot: string | null
}

/** What came of trying the plan on clones: whether it goes through, how long it takes, and what it changes. */
export function Rehearsal({ gathered, targets, whyNot }: RehearsalProps) {
  const { items, running, problem, endedAt, again, cancel, cancelled, end } = gathered
  const results = [...items.values()].toSorted((one, other) => Number(one.ok) - Number(other.ok) || one.name.localeCompare(other.name))
  const begin = (
    <Act look={results.length === 0 ? 'primary' : 'default'} icon="play" whyNot={whyNot} onClick={again}>
      {results.length === 0 ? `Rehearse on ${countOf(targets, 'clone', 'clones')}` : 'Rehearse again'}
    </Act>
  )
  if (running && results.length === 0)
    return (
      <LoadingFace rows={3} onCancel={cancel}>
        Making clones and applying the plan to them
      </LoadingFace>
    )
  if (problem !== null && results.length === 0)
    return (
      <FailedFace problem={problem} onRetry={again}>
        Nothing was changed in any target.
      </FailedFace>
    )
  if (results.length === 0)
    return (
      <EmptyFace icon="copy" title={cancelled ? 'The rehearsal was stopped' : 'Not rehearsed yet'} acts={begin}>
        Each target is cloned beside itself on its server, the plan is applied to the clone, and the clone is dropped. The targets
        themselves are only read.
      </EmptyFace>
    )
  const failed = results.filter(({ ok }) => !ok).length
  return (
    <div className={styles['rehearsal']}>
      <div className={styles['verdict']}>
        <Glyph name={running ? 'running' : failed === 0 ? 'ok' : 'fail'} tone={running ? 'accent' : failed === 0 ? 'ok' : 'fail'} />
        <b>
          {results.length - failed} of {targets} went through
        </b>
        <span>{failed === 0 ? '' : `${failed} failed`}</span>
        <span className={styles['push']}>
          {running ? (
            <Act icon="stop" onClick={cancel}>
              Cancel
            </Act>
          ) : (
            begin
          )}
        </span>
      </div>
      {problem === null || endedAt === null ? null : <Note tone="fail">{problem.title} Those below were tried before.</Note>}
      <PassedOverNote skipped={end?.skipped} />
      {results.map((result) => (
        <details key={result.target} className={styles['clone']} open={result === results[0] || !result.ok}>
          <summary>
            <Icon name="right" size={12} />
            <Glyph name={result.ok ? 'ok' : 'fail'} tone={result.ok ? 'ok' : 'fail'} label={result.ok ? 'went through' : 'failed'} />
            <b>{result.name}</b>
            <span className="mono">{result.applied.join(', ')}</span>
            <span>{countOf(result.differences.length, 'change', 'changes')} to the schema</span>
            <span className="num">{formatDuration(result.ms)}</span>
          </summary>
          <div className={styles['inside']}>
            {result.shortfall === null ? null : <Note tone="quiet">{result.shortfall}</Note>}
            {result.problem === null ? null : <ProblemList problems={[result.problem]} />}
            {result.differences.length === 0 ? null : <Differences differences={result.differences} sqlTitle="The same as SQL" />}
          </div>
        </details>
      ))}
    </div>
  )
}
