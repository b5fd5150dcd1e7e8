interface SparklineProps {
  /** Oldest first; null is a gap and is drawn as one. */
  readonly values: readonly (number | null)[]
  readonly width?: number
  readonly height?: number
  /** The drawing in words. */
  readonly label: string
  readonly area?: boolean
}

/** A line of the last values with its last one as a dot. No data is a gap, never a zero. */
export function Sparkline({ values, width = 56, height = 18, label, area = false }: SparklineProps) {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const spread = Math.max(...known) - low || 1
  const place = (value: number, index: number): string => {
    const x = 2 + (index / Math.max(1, values.length - 1)) * (width - 5)
    const y = height - 3 - ((value - low) / spread) * (height - 6)
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  }
  let path = ''
  let pen = false
  values.forEach((value, index) => {
    if (value !== null) path += `${pen ? 'L' : 'M'}${place(value, index)}`
    pen = value !== null
  })
  const lastIndex = values.findLastIndex((value) => value !== null)
  const last = values[lastIndex]
  const [x, y] = last === null || last === undefined ? [] : place(last, lastIndex).split(' ')
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fill="none" role="img" aria-label={label}>
      {area && path !== '' && !values.includes(null) ? (
        <path d={`${path}L${width - 3} ${height}L2 ${height}Z`} fill="var(--pv-accent-fill)" fillOpacity=".09" />
      ) : null}
      <path d={path} stroke={area ? 'var(--pv-accent-fill)' : 'var(--pv-ink-3)'} strokeWidth={area ? 1.5 : 1.2} strokeLinejoin="round" />
      {x === undefined || y === undefined ? null : (
        <circle cx={x} cy={y} r="1.8" fill={area ? 'var(--pv-accent-fill)' : 'var(--pv-ink-3)'} />
      )}
    </svg>
  )
}
