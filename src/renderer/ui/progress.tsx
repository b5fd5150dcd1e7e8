import styles from './progress.module.css'

/** How far something is; without a total it shows that the length is not known. */
export function Progress({ done, total, label }: { readonly done: number; readonly total: number | null; readonly label: string }) {
  const share = total === null || total === 0 ? null : Math.min(1, done / total)
  return (
    <div
      className={styles['track']}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
    >
      {share === null ? <div className={styles['unknown']} /> : <div className={styles['fill']} style={{ width: `${share * 100}%` }} />}
    </div>
  )
}
