import type { ReactNode } from 'react'
import { Glyph } from '../../ui/index.ts'
import styles from './verdict.module.css'
import type { Verdict as VerdictWords } from './verdict-words.ts'

interface VerdictProps {
  readonly verdict: VerdictWords
  /** At the end: when it was, and for how long it has been so. */
  readonly when: ReactNode
}

/** The head of a test: its glyph, the one sentence, and where it stopped. */
export function Verdict({ verdict, when }: VerdictProps) {
  return (
    <div className={styles['verdict']} role="status">
      <span className={styles['tile']} data-ground={verdict.ground}>
        <Glyph name={verdict.glyph} tone={verdict.tone} size={15} />
      </span>
      <div>
        <h2>{verdict.title}</h2>
        {verdict.second === '' ? null : <p>{verdict.second}</p>}
      </div>
      <div className={`${styles['when']} num`}>{when}</div>
    </div>
  )
}
