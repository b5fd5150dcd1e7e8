import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './glyph.module.css'
import { type GlyphName, glyphShapes } from './glyph-shapes.tsx'
import { type Tone, toneColour } from './tone.ts'

interface GlyphProps {
  readonly name: GlyphName
  readonly tone?: Tone
  /** Side in px; 12 unless told. */
  readonly size?: number
  /** Said to a screen reader where no word stands beside the glyph. */
  readonly label?: string
}

const levelBars = [0, 1, 2, 3] as const

function Level({ level }: { readonly level: number }) {
  return levelBars.map((bar) => (
    <rect
      key={bar}
      x={bar * 4}
      y={7.5 - bar * 2.5}
      width="3"
      height={3.5 + bar * 2.5}
      rx=".6"
      fill={bar < level ? 'var(--pv-ok-fill)' : 'var(--pv-line-2)'}
    />
  ))
}

/** The shape of a state. Beside it always stands its word, or `label` says it. */
export function Glyph({ name, tone, size = 12, label }: GlyphProps) {
  const level = name.startsWith('level-') ? Number(name.slice(6)) : null
  return (
    <svg
      className={classNames(styles['glyph'], name === 'running' && styles['running'])}
      width={level === null ? size : (size * 15) / 12}
      height={size}
      viewBox={level === null ? '0 0 12 12' : '0 0 15 11'}
      fill="none"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
      style={tone === undefined ? undefined : { color: toneColour(tone) }}
    >
      {name in glyphShapes ? glyphShapes[name as keyof typeof glyphShapes] : <Level level={level ?? 0} />}
    </svg>
  )
}

interface StateProps {
  readonly glyph: GlyphName
  readonly tone: Tone
  /** The glyph's own colour where it is quieter than the word: `decoration` for the common state. */
  readonly glyphTone?: Tone
  readonly children: ReactNode
}

/** A state as glyph and word, in that order. */
export function State({ glyph, tone, glyphTone, children }: StateProps) {
  return (
    <span className={styles['state']} style={{ color: toneColour(tone) }}>
      <Glyph name={glyph} tone={glyphTone ?? tone} />
      <span className={styles['word']}>{children}</span>
    </span>
  )
}
