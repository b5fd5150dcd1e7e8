import type { DeadlineCandidate, Withdrawal } from '#contract/registrar.ts'
import { countOf, type GlyphName, type Tone } from '../ui/index.ts'

/** The refund is to leave within this many calendar days. */
export const clockDays = 45
/** From here on a case is on the short list, and then urgent. */
export const soonDays = 14
export const urgentDays = 5

export interface DueWords {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly word: string
}

/** How much time is left, as a glyph, a word and a colour that agree. */
export function daysWords(daysLeft: number): DueWords {
  if (daysLeft < 0) return { glyph: 'fail', tone: 'fail', word: `${-daysLeft} d overdue` }
  const word = daysLeft === 0 ? 'Due today' : `${daysLeft} d left`
  if (daysLeft <= urgentDays) return { glyph: 'warn', tone: 'fail', word }
  return daysLeft <= soonDays ? { glyph: 'warn', tone: 'warn', word } : { glyph: 'wait', tone: 'quiet', word }
}

/** The same for a sentence: "5 days left". */
export const daysSentence = (daysLeft: number): string =>
  daysLeft < 0 ? `${countOf(-daysLeft, 'day', 'days')} overdue` : daysLeft === 0 ? 'Due today' : `${countOf(daysLeft, 'day', 'days')} left`

/** The same where a date stands beside it: "5 d", "7 d over". */
export const briefDays = (daysLeft: number): string => (daysLeft < 0 ? `${-daysLeft} d over` : daysLeft === 0 ? 'today' : `${daysLeft} d`)

/** How much of the 45 days is gone, from 0 to 1. */
export const shareGone = (daysLeft: number): number => Math.max(0, Math.min(1, (clockDays - daysLeft) / clockDays))

/** What stands under Due: the days left, or why no clock runs. */
export function dueWords(
  withdrawal: Pick<Withdrawal, 'deadline' | 'state' | 'remittedLateDays' | 'refundRemittedAt' | 'requestedAt'>,
): DueWords {
  const { deadline, state, remittedLateDays, refundRemittedAt, requestedAt } = withdrawal
  if (deadline !== null) return daysWords(deadline.daysLeft)
  if (remittedLateDays !== null) return { glyph: 'fail', tone: 'fail', word: `Paid ${remittedLateDays} d late` }
  if (refundRemittedAt !== null) return { glyph: 'ok', tone: 'quiet', word: requestedAt === null ? 'Paid' : 'Paid in time' }
  if (state === 'no-refund-due') return { glyph: 'skip', tone: 'faint', word: 'Nothing owed' }
  return { glyph: 'unknown', tone: 'faint', word: requestedAt === null ? 'No request date' : 'Nothing owed' }
}

export const anchorTitle: Readonly<Record<DeadlineCandidate['anchor'], string>> = {
  'last-attended': 'Last attended',
  'in-writing': 'In writing',
  determined: 'Determined',
}

/** Under a date: from what it is. */
export const anchorWords: Readonly<Record<DeadlineCandidate['anchor'], string>> = {
  'last-attended': 'Last attended',
  'in-writing': 'Written request',
  determined: 'Determination',
}
