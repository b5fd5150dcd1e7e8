import { formatCount, IconAct } from '../ui/index.ts'
import styles from './row-position.module.css'

interface PositionProps {
  /** From 1; null while it is not known where in the list the row stands. */
  readonly position: number | null
  readonly total: number | null
  readonly onStep: (step: 1 | -1) => void
  /** What a row is: "case". */
  readonly what: string
}

/** "4 of 34" and the arrows that lead on from it. */
export function RowPosition({ position, total, onStep, what }: PositionProps) {
  return (
    <div className={styles['position']}>
      {position === null ? null : (
        <span className="num">
          {formatCount(position)}
          {total === null ? null : ` of ${formatCount(total)}`}
        </span>
      )}
      <IconAct icon="up" size="xs" look="default" label={`Previous ${what}`} hint="Alt ↑" onClick={() => onStep(-1)} />
      <IconAct icon="down" size="xs" look="default" label={`Next ${what}`} hint="Alt ↓" onClick={() => onStep(1)} />
    </div>
  )
}
