export interface ProgressWords {
  readonly words: string
  /** Not a share of a whole: below 0, above 100, or no number. */
  readonly odd: boolean
}

/** A stored share in per cent: as it was stored, never rounded; null is unknown, not nought. */
export function progressWords(stored: string | null): ProgressWords | null {
  if (stored === null) return null
  const number = Number(stored)
  if (stored.trim() === '' || Number.isNaN(number)) return { words: stored, odd: true }
  return { words: `${stored.replace('-', '−')} %`, odd: number < 0 || number > 100 }
}
