import type { GlyphName } from './glyph-shapes.tsx'
import type { Tone } from './tone.ts'

/** A state as it is drawn: glyph, word and colour, so that the colour can be taken away. */
export interface StateWords {
  readonly glyph: GlyphName
  readonly word: string
  readonly tone: Tone
  /** The glyph's own colour; the word may stay ink where the state is no news. */
  readonly glyphTone: Tone
}

export const stateWords = (glyph: GlyphName, word: string, glyphTone: Tone, tone: Tone = glyphTone): StateWords => ({
  glyph,
  word,
  tone,
  glyphTone,
})
