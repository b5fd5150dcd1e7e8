import styles from './cell-map.module.css'

/** What a cell says by its shape: health is small and pale, trouble large, dark and marked. */
export type CellMark = 'done' | 'failed' | 'skipped' | 'running' | 'pending' | 'due' | 'odd' | 'unknown'

interface CellShapeProps {
  readonly mark: CellMark
  readonly x: number
  readonly y: number
  readonly side: number
}

/** One cell's drawing, in the coordinates of the svg around it. */
export function CellShape({ mark, x, y, side }: CellShapeProps) {
  const middle = side / 2
  const place = `translate(${x} ${y})`
  const line = { className: styles['mark'], strokeWidth: side / 9 }
  const [low, high] = [side * 0.32, side * 0.68]
  const inset = 0.6
  const box = { x: inset, y: inset, width: side - 2 * inset, height: side - 2 * inset, rx: side / 7 }
  switch (mark) {
    case 'done':
      return <rect className={styles['cell']} data-mark={mark} x={x} y={y} width={side} height={side} rx={side / 7} />
    case 'pending':
      return <circle className={styles['cell']} data-mark={mark} cx={x + middle} cy={y + middle} r={side / 9} />
    case 'failed':
      return (
        <g transform={place}>
          <rect className={styles['cell']} data-mark={mark} width={side} height={side} rx={side / 7} />
          <path {...line} d={`M${low} ${low}L${high} ${high}M${high} ${low}L${low} ${high}`} />
        </g>
      )
    case 'skipped':
      return (
        <g transform={place}>
          <rect className={styles['cell']} data-mark={mark} {...box} />
          <path className={styles['slash']} d={`M${low} ${high}L${high} ${low}`} />
        </g>
      )
    case 'running':
      return (
        <g transform={place}>
          <rect className={styles['cell']} data-mark={mark} {...box} />
          <rect className={styles['filled']} data-mark={mark} x={side * 0.26} y={side * 0.24} width={side * 0.26} height={side * 0.52} />
        </g>
      )
    case 'due':
      return (
        <g transform={place}>
          <rect className={styles['cell']} data-mark={mark} {...box} />
          <rect className={styles['filled']} data-mark={mark} x={side * 0.24} y={middle} width={side * 0.52} height={side * 0.26} />
        </g>
      )
    case 'odd':
      return (
        <g transform={place}>
          <path
            className={styles['cell']}
            data-mark={mark}
            d={`M${middle} -.6L${side + 0.6} ${middle}L${middle} ${side + 0.6}L-.6 ${middle}Z`}
          />
          <path
            {...line}
            d={`M${side * 0.33} ${side * 0.42}H${side * 0.67}M${side * 0.33} ${side * 0.58}H${side * 0.67}M${side * 0.6} ${side * 0.28}L${side * 0.4} ${side * 0.72}`}
          />
        </g>
      )
    case 'unknown':
      return <circle className={styles['cell']} data-mark={mark} cx={x + middle} cy={y + middle} r={middle - 1.4} />
  }
}

/** The same alone, beside a word of a legend or in a table's cell. */
export function CellGlyph({ mark, side = 11, label }: { readonly mark: CellMark; readonly side?: number; readonly label?: string }) {
  return (
    <svg
      width={side + 2}
      height={side + 2}
      viewBox={`-1 -1 ${side + 2} ${side + 2}`}
      className={styles['glyph']}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
    >
      {label === undefined ? null : <title>{label}</title>}
      <CellShape mark={mark} x={0} y={0} side={side} />
    </svg>
  )
}
