import type { Reading } from '../shell/index.ts'
import { formatDuration } from '../ui/index.ts'

const height = 76
const right = 44
const floor = height - 16

const niceTop = (ms: number): number => {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, ms)))
  return Math.ceil(ms / step) * step
}

const middle = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** The readings in words: what the drawing shows, and its text summary. */
export function latencyWords(readings: readonly Reading[]): string {
  const known = readings.flatMap(({ ms }) => (ms === null ? [] : [ms])).sort((a, b) => a - b)
  const failed = readings.length - known.length
  if (known.length === 0) return failed === 0 ? 'no reading yet' : `${failed} of ${readings.length} failed`
  const figures = `p50 ${formatDuration(middle(known, 0.5))}, p95 ${formatDuration(middle(known, 0.95))}`
  return failed === 0 ? figures : `${figures}, ${failed} of ${readings.length} failed`
}

interface LatencyChartProps {
  readonly readings: readonly Reading[]
  /** In px; its text keeps its size. */
  readonly width?: number
  /** Where the line begins, in words. */
  readonly from?: string
}

/** Time to a first row. A failed reading is a cross on the axis, never a zero. */
export function LatencyChart({ readings, width = 520, from = 'since this window was opened' }: LatencyChartProps) {
  const known = readings.flatMap(({ ms }) => (ms === null ? [] : [ms]))
  const top = niceTop(Math.max(1, ...known) * 1.15)
  const first = readings[0]?.at ?? 0
  const span = Math.max(1, (readings[readings.length - 1]?.at ?? 0) - first)
  const x = (at: number) => 2 + ((at - first) / span) * (width - right - 8)
  const y = (ms: number) => floor - (ms / top) * (floor - 8)
  let line = ''
  let pen = false
  for (const { at, ms } of readings) {
    if (ms !== null) line += `${pen ? 'L' : 'M'}${x(at).toFixed(1)} ${y(ms).toFixed(1)}`
    pen = ms !== null
  }
  const last = readings[readings.length - 1]
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      style={{ maxWidth: '100%' }}
      role="img"
      aria-label={`Time to a first row: ${latencyWords(readings)}`}
      fontSize="10"
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line x1="0" x2={width - right} y1={y(top * share)} y2={y(top * share)} stroke="var(--pv-line)" />
          <text x={width - right + 6} y={y(top * share) + 3.5} fill="var(--pv-ink-3)">
            {share === 0 ? '0' : formatDuration(top * share)}
          </text>
        </g>
      ))}
      <path d={line} fill="none" stroke="var(--pv-accent-fill)" strokeWidth="1.5" strokeLinejoin="round" />
      {readings
        .filter(({ ms }) => ms === null)
        .map(({ at }) => (
          <path key={at} d={`M${x(at) - 2.5} ${floor - 2.5}l5 5m0-5l-5 5`} stroke="var(--pv-fail)" strokeWidth="1.4" />
        ))}
      {last === undefined || last.ms === null ? null : <circle cx={x(last.at)} cy={y(last.ms)} r="2.4" fill="var(--pv-accent-fill)" />}
      <text x="0" y={height - 3} fill="var(--pv-ink-3)">
        {readings.length === 0 ? '' : from}
      </text>
      <text x={width - right} y={height - 3} textAnchor="end" fill="var(--pv-ink-3)">
        now
      </text>
    </svg>
  )
}
