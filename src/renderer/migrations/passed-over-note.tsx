import type { PassedOver } from '#contract/migrations.ts'
import { formatCount, Note } from '../ui/index.ts'
import { reasonsWords } from './passed-over-words.ts'
import styles from './status.module.css'

/** Who was chosen and is not among the answers, with the reason of each. */
export function PassedOverNote({ skipped }: { readonly skipped: readonly PassedOver[] | undefined }) {
  if (skipped === undefined || skipped.length === 0) return null
  return (
    <div className={styles['bar']}>
      <Note tone="quiet">
        <span className="num">{formatCount(skipped.length)}</span> passed over: {reasonsWords(skipped)}
      </Note>
    </div>
  )
}
