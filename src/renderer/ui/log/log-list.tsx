import { useEffect, useRef } from 'react'
import styles from './log-list.module.css'

export interface LogEntry {
  /** `14:32:07` */
  readonly time: string
  readonly level: 'info' | 'warning' | 'error'
  /** Whom it is about, where the log is of many. */
  readonly who?: string
  readonly text: string
}

interface LogListProps {
  readonly entries: readonly LogEntry[]
  readonly label: string
  /** What stands there while nothing was written; null while that is not known. */
  readonly empty: string | null
  readonly following: boolean
  readonly onFollowing: (following: boolean) => void
}

/** How far from its end a log may be scrolled and still follow, in px. */
const near = 24

/** A log that follows what is written until it is scrolled. */
export function LogList({ entries, label, empty, following, onFollowing }: LogListProps) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const element = list.current
    if (following && element !== null && entries.length > 0) element.scrollTop = element.scrollHeight
  }, [following, entries.length])
  return (
    <ol
      ref={list}
      className={styles['log']}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      onScroll={({ currentTarget: element }) => onFollowing(element.scrollTop + element.clientHeight > element.scrollHeight - near)}
    >
      {entries.map(({ time, level, who, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a log is only ever added to
        <li key={at} data-level={level} data-who={who === undefined ? undefined : true}>
          <time>{time}</time>
          {who === undefined ? null : <b title={who}>{who}</b>}
          <span title={who === undefined ? undefined : text}>{text}</span>
        </li>
      ))}
      {entries.length === 0 && empty !== null ? <li data-plain>{empty}</li> : null}
    </ol>
  )
}
