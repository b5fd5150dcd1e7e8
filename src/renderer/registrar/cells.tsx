import type { ReactNode } from 'react'
import { classNames, State, type StateWords } from '../ui/index.ts'
import styles from './cells.module.css'
import { progressWords } from './progress-words.ts'

/** A cell of two lines: what it is, and quieter what belongs to it. */
export function Lines({
  first,
  second,
  tone,
}: {
  readonly first: ReactNode
  readonly second: ReactNode
  readonly tone?: string | undefined
}) {
  return (
    <>
      <div className={styles['first']}>{first}</div>
      <div className={styles['second']} data-tone={tone} title={typeof second === 'string' ? second : undefined}>
        {second}
      </div>
    </>
  )
}

/** Not there, in words that say which absence it is. */
export function Absent({ children }: { readonly children: ReactNode }) {
  return <span className={styles['absent']}>{children}</span>
}

interface NameProps {
  readonly name: string | null
  readonly deleted?: boolean
}

/** A person's name; a deleted one stays, and is marked. */
export function PersonName({ name, deleted = false }: NameProps) {
  return (
    <span className={styles['name']} title={name ?? undefined}>
      {name ?? <Absent>name not readable</Absent>}
      {deleted ? <span className={styles['deleted']}> (deleted)</span> : null}
    </span>
  )
}

/** A state as glyph and word: the word in ink where the state is no news. */
export function StateWord({ words }: { readonly words: StateWords }) {
  return (
    <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
      {words.word}
    </State>
  )
}

/** A share as stored, or "unknown". */
export function ProgressCell({ stored, inSchema }: { readonly stored: string | null; readonly inSchema: boolean }) {
  const words = progressWords(stored)
  if (words === null) return <Absent>{inSchema ? 'unknown' : 'not kept here'}</Absent>
  return <span className={classNames('num', words.odd && styles['odd'])}>{words.words}</span>
}

/** How much of the 45 days is gone, as a bar beside its date. */
export function DueBar({ share, tone }: { readonly share: number; readonly tone: string }) {
  return (
    <span className={styles['bar']} data-tone={tone} aria-hidden>
      <span style={{ width: `${Math.round(share * 100)}%` }} />
    </span>
  )
}

/** The line under a glyph's word begins where the word does. */
export function UnderWord({ tone, children }: { readonly tone?: string | undefined; readonly children: ReactNode }) {
  return (
    <div
      className={classNames(styles['second'], styles['indented'])}
      data-tone={tone}
      title={typeof children === 'string' ? children : undefined}
    >
      {children}
    </div>
  )
}
