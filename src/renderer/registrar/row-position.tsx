import { formatCount, IconAct } from '../ui/index.ts'
import type { OpenRow } from './registrar-list.tsx'
import styles from './withdrawal-pane.module.css'

/** "4 of 34" and the arrows that lead on from it. */
export function RowPosition({ row, what }: { readonly row: OpenRow; readonly what: string }) {
  return (
    <div className={styles['position']}>
      {row.position === null ? null : (
        <span className="num">
          {formatCount(row.position)}
          {row.total === null ? null : ` of ${formatCount(row.total)}`}
        </span>
      )}
      <IconAct icon="up" size="xs" look="default" label={`Previous ${what}`} hint="Alt ↑" onClick={() => row.onStep(-1)} />
      <IconAct icon="down" size="xs" look="default" label={`Next ${what}`} hint="Alt ↓" onClick={() => row.onStep(1)} />
    </div>
  )
}
