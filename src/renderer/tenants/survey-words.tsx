import { formatAgo, formatCount, Glyph, LinkAct, Note, Progress } from '../ui/index.ts'
import type { SurveyState } from './survey.ts'
import styles from './tenants.module.css'

interface WordsProps {
  readonly survey: SurveyState & { readonly again: () => void; readonly cancel: () => void }
  /** How many tenants have a database to look at. */
  readonly watched: number
}

/** How fresh what is shown is; while the fleet is looked at, how far that is. */
export function SurveyFoot({ survey, watched }: WordsProps) {
  const { running, facts, answered, asked, cancelled } = survey
  if (running) {
    const total = asked?.size ?? watched
    return (
      <span className={styles['running']} role="status">
        <Glyph name="running" tone="accent" />
        <span className="num">
          Looking, {formatCount(Math.min(answered, total))} of {formatCount(total)} have answered
        </span>
        <span className={styles['progress']}>
          <Progress done={answered} total={total} label="Tenants looked at" />
        </span>
        <LinkAct onClick={survey.cancel}>Cancel</LinkAct>
      </span>
    )
  }
  if (facts.size === 0) return <span>Nothing was looked at yet</span>
  const oldest = new Date(Math.min(...[...facts.values()].map(({ checkedAt }) => Date.parse(checkedAt))))
  return (
    <span className="num">
      {cancelled ? 'Stopped before the end; oldest' : 'Oldest'} look {formatAgo(oldest, new Date())}
    </span>
  )
}

/** Why the last look ended early, in place above the list, with what still holds. */
export function SurveyNote({ survey }: WordsProps) {
  const { problem, facts } = survey
  if (problem === null) return null
  return (
    <div className={styles['bar']} role="alert">
      <Note tone="fail">
        {problem.title}{' '}
        {facts.size === 0
          ? 'Nothing is known of the databases yet.'
          : `What ${formatCount(facts.size)} of them said before is still shown.`}{' '}
        {problem.remedy.join(' ')} <LinkAct onClick={() => survey.again()}>Look again</LinkAct>
      </Note>
    </div>
  )
}
