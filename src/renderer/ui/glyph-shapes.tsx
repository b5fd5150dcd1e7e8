import type { ReactNode } from 'react'

/** The shapes of the state glyphs on a 12 × 12 field. Inner marks are cut out in the ground's colour, `--pv-cut`. */
export const glyphShapes = {
  ok: (
    <>
      <circle cx="6" cy="6" r="5.5" fill="currentColor" />
      <path d="M3.6 6.2 5.3 7.9 8.5 4.4" stroke="var(--pv-cut)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  warn: (
    <>
      <path d="M6 .9 11.4 10.6H.6Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M6 4.3V6.8M6 8.9v.05" stroke="var(--pv-cut)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  fail: (
    <>
      <rect x=".5" y=".5" width="11" height="11" rx="2.6" fill="currentColor" />
      <path d="m3.9 3.9 4.2 4.2m0-4.2L3.9 8.1" stroke="var(--pv-cut)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  running: (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeOpacity=".28" strokeWidth="1.5" />
      <path d="M6 1.25A4.75 4.75 0 0 1 10.75 6" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </>
  ),
  wait: (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeWidth="1.4" strokeDasharray="1.6 1.9" strokeLinecap="round" />
    </>
  ),
  skip: (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeWidth="1.4" />
      <path d="M2.9 9.1 9.1 2.9" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  hold: (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeWidth="1.4" />
      <path d="M4.7 4.2v3.6M7.3 4.2v3.6" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  half: (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 2.6a3.4 3.4 0 0 0 0 6.8Z" fill="currentColor" />
    </>
  ),
  odd: (
    <>
      <path d="M6 .6 11.4 6 6 11.4.6 6Z" fill="currentColor" stroke="currentColor" strokeWidth=".6" strokeLinejoin="round" />
      <path d="M3.9 5h4.2M3.9 7h4.2M7.2 3.7 4.8 8.3" stroke="var(--pv-cut)" strokeWidth="1.1" strokeLinecap="round" />
    </>
  ),
  unknown: (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeWidth="1.4" />
      <path
        d="M4.7 4.8c0-.8.6-1.2 1.3-1.2s1.3.45 1.3 1.1c0 .9-1.3.95-1.3 1.9M6 8.5v.05"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinecap="round"
      />
    </>
  ),
  lock: (
    <>
      <rect x="2" y="5.2" width="8" height="5.6" rx="1.4" fill="currentColor" />
      <path d="M3.9 5V3.6a2.1 2.1 0 0 1 4.2 0V5" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  box: (
    <>
      <rect x="1.2" y="1.6" width="9.6" height="3" rx=".8" stroke="currentColor" strokeWidth="1.3" />
      <path
        d="M2.1 4.8v4.4c0 .7.5 1.2 1.2 1.2h5.4c.7 0 1.2-.5 1.2-1.2V4.8M4.8 6.9h2.4"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
      />
    </>
  ),
  'three-quarter': (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 6V2.6A3.4 3.4 0 1 1 2.6 6Z" fill="currentColor" />
    </>
  ),
  'ok-open': (
    <>
      <circle cx="6" cy="6" r="4.75" stroke="currentColor" strokeWidth="1.4" />
      <path d="M3.9 6.1 5.4 7.6 8.2 4.6" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  dot: (
    <>
      <circle cx="6" cy="6" r="3" fill="currentColor" />
    </>
  ),
} as const satisfies Record<string, ReactNode>

export type GlyphName = keyof typeof glyphShapes | `level-${0 | 1 | 2 | 3 | 4}`
