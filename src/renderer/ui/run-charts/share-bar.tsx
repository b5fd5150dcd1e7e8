import styles from './run-charts.module.css'

export interface Share {
  readonly tone: 'ok' | 'fail' | 'quiet' | 'accent' | 'warn' | 'odd'
  readonly count: number
  readonly word: string
}

/** A whole as a bar of its parts, in their order; what is left is the ground. Few among many keep a width that can be seen. */
export function ShareBar({ shares, total, label }: { readonly shares: readonly Share[]; readonly total: number; readonly label: string }) {
  const settled = shares.reduce((sum, { count }) => sum + count, 0)
  return (
    <div
      className={styles['bar']}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={settled}
      aria-valuetext={shares.map(({ count, word }) => `${count} ${word}`).join(', ')}
    >
      {shares.map(({ tone, count, word }) =>
        count === 0 || total === 0 ? null : <span key={word} data-tone={tone} style={{ width: `${(count / total) * 100}%` }} />,
      )}
    </div>
  )
}
