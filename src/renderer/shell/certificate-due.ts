import type { ConnectionHealth } from '#contract/connections.ts'
import type { GlyphName, Tone } from '../ui/index.ts'

const dayMs = 86_400_000
/** So long before its end a certificate is looked at. */
const soonDays = 30

export interface CertificateDue {
  readonly glyph: GlyphName
  readonly tone: Tone
  /** For a list: `cert 12 d`. */
  readonly word: string
  /** The same as a sentence. */
  readonly sentence: string
}

/** What a list says of a connection's certificate from thirty days before its end; null before that, and where none was seen. */
export function certificateDue(
  health: Pick<ConnectionHealth, 'certificateExpiresAt' | 'connection'> | undefined,
  now: number,
): CertificateDue | null {
  const ends = health?.certificateExpiresAt ?? null
  if (health === undefined || ends === null) return null
  const days = Math.floor((Date.parse(ends) - now) / dayMs)
  if (days >= soonDays) return null
  const date = ends.slice(0, 10)
  if (days < 0)
    return { glyph: 'fail', tone: 'fail', word: 'cert ended', sentence: `The certificate of ${health.connection} ended on ${date}.` }
  const left = days === 1 ? '1 day' : `${days} days`
  return {
    glyph: days <= 5 ? 'fail' : 'warn',
    tone: days <= 5 ? 'fail' : 'warn',
    word: `cert ${days} d`,
    sentence: `The certificate of ${health.connection} ends in ${left}, on ${date}.`,
  }
}
