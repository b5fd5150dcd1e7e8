import type { Rate } from './rate.ts'
import styles from './run-charts.module.css'

interface RateBarsProps {
  readonly rate: Rate
  readonly height?: number
  /** The drawing in words. */
  readonly label: string
  /** What stands under the beginning, the middle and the end. */
  readonly from: string
  readonly middle?: string | null
  readonly to: string
}

const width = 180

/** A rate as bars, one for each step; the last is the darkest. */
export function RateBars({ rate: { steps }, height = 32, label, from, middle = null, to }: RateBarsProps) {
  const top = Math.max(0.001, ...steps)
  const pitch = width / steps.length
  return (
    <figure className={styles['rate']}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" height={height} role="img" aria-label={label}>
        <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--pv-line-2)" vectorEffect="non-scaling-stroke" />
        {steps.map((value, index) => {
          const tall = (value / top) * (height - 2)
          return value === 0 ? null : (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
              key={index}
              data-last={index >= steps.length - 2 || undefined}
              x={index * pitch}
              y={height - 1 - tall}
              width={Math.min(14, Math.max(0.8, pitch - 1))}
              height={tall}
            />
          )
        })}
      </svg>
      <figcaption>
        <span>{from}</span>
        {middle === null ? null : <span>{middle}</span>}
        <span>{to}</span>
      </figcaption>
    </figure>
  )
}
