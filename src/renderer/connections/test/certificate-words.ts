import type { CertificateFacts } from '#contract/connection-test.ts'
import type { Tone } from '../../ui/index.ts'

const dayMs = 86_400_000

/** Whole days until the certificate ends; negative once it has. */
export const daysLeft = (facts: Pick<CertificateFacts, 'validTo'>, now: number): number =>
  Math.floor((Date.parse(facts.validTo) - now) / dayMs)

/** `ends in 30 days` counts from here on. */
const soonDays = 30

export function validityWords(
  facts: Pick<CertificateFacts, 'validFrom' | 'validTo'>,
  now: number,
): { readonly words: string; readonly tone: Tone } {
  const days = daysLeft(facts, now)
  if (Date.parse(facts.validFrom) > now) return { words: 'not valid yet', tone: 'fail' }
  if (days < 0) return { words: `ended ${-days} d ago`, tone: 'fail' }
  return { words: days === 1 ? '1 day left' : `${days} days left`, tone: days <= 5 ? 'fail' : days < soonDays ? 'warn' : 'faint' }
}

/** `9C:41:7E:02 … D8:1B`, for a line that has no room for all of it. */
export function shortFingerprint(sha256: string): string {
  const pairs = sha256.replaceAll(':', '').toUpperCase().match(/../g) ?? []
  return pairs.length < 8 ? sha256 : `${pairs.slice(0, 4).join(':')} … ${pairs.slice(-2).join(':')}`
}

/** Whether a name of a certificate stands for a host; a star stands for exactly one label. */
export function nameCovers(name: string, host: string): boolean {
  const [pattern, asked] = [name.toLowerCase(), host.toLowerCase().replace(/\.$/, '')]
  return pattern.startsWith('*.') ? asked.slice(asked.indexOf('.')) === pattern.slice(1) && asked.includes('.') : pattern === asked
}

/** The part of a distinguished name a person knows it by. */
export const commonName = (name: string): string => /(?:^|[,\n/]\s*)CN=([^,\n/]+)/.exec(name)?.[1]?.trim() ?? name
