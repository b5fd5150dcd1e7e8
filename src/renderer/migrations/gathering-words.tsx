import type { ReactNode } from 'react'
import { formatAgo, formatCount, Glyph, LinkAct, Note, Progress } from '../ui/index.ts'
import styles from './status.module.css'
import type { Gatherer } from './use-gathering.ts'

interface FootProps {
  readonly gathered: Pick<Gatherer<unknown>, 'running' | 'answered' | 'endedAt' | 'cancelled' | 'cancel' | 'problem'>
  /** How many should answer; null where that is not known. */
  readonly total: number | null
  /** What is being done: "Asking". */
  readonly verb: string
}

/** How far asking is; afterwards how fresh the answers are. */
export function GatheringFoot({ gathered: { running, answered, endedAt, cancelled, cancel, problem }, total, verb }: FootProps) {
  if (running)
    return (
      <span className={styles['running']} role="status">
        <Glyph name="running" tone="accent" />
        <span className="num">
          {verb}, {total === null ? formatCount(answered) : `${formatCount(Math.min(answered, total))} of ${formatCount(total)}`} have
          answered
        </span>
        <span className={styles['progress']}>
          <Progress done={answered} total={total} label={verb} />
        </span>
        <LinkAct onClick={cancel}>Cancel</LinkAct>
      </span>
    )
  if (endedAt === null) return <span>Nothing was asked yet</span>
  return (
    <span className="num">
      {problem !== null ? 'Ended early' : cancelled ? 'Stopped before the end' : 'Answered'} {formatAgo(new Date(endedAt), new Date())}
    </span>
  )
}

interface NoteProps {
  readonly gathered: Pick<Gatherer<unknown>, 'problem' | 'items' | 'again'>
  readonly children?: ReactNode
}

/** Why asking ended early, above the answers there are. */
export function GatheringNote({ gathered: { problem, items, again }, children }: NoteProps) {
  if (problem === null || items.size === 0) return null
  return (
    <div className={styles['bar']} role="alert">
      <Note tone="fail">
        {problem.title} What {formatCount(items.size)} answered before is still shown. {problem.remedy.join(' ')} {children}
        <LinkAct onClick={again}>Ask again</LinkAct>
      </Note>
    </div>
  )
}
