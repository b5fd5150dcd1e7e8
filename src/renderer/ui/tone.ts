/** What a state means, apart from its words. Each is one text colour of the palette. */
export type Tone = 'ok' | 'warn' | 'fail' | 'odd' | 'accent' | 'quiet' | 'faint' | 'plain' | 'decoration'

const variable: Readonly<Record<Tone, string>> = {
  ok: '--pv-ok',
  warn: '--pv-warn',
  fail: '--pv-fail',
  odd: '--pv-odd',
  accent: '--pv-accent',
  quiet: '--pv-ink-2',
  faint: '--pv-ink-3',
  plain: '--pv-ink',
  decoration: '--pv-ink-4',
}

/** The tone's colour as a CSS value. */
export const toneColour = (tone: Tone): string => `var(${variable[tone]})`
