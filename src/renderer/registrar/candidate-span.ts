import type { DeadlineCandidate } from '#contract/registrar.ts'
import { clockDays } from './due-words.ts'

/** Where one candidate's 45 days lie among all of them and today, in per cent. */
export interface CandidateSpan {
  readonly from: number
  readonly to: number
  readonly today: number
}

/** The spans of all candidates on one calendar that reaches from the first date to the last deadline, today included. */
export function candidateSpans(candidates: readonly DeadlineCandidate[]): CandidateSpan[] {
  const starts = candidates.map(({ daysLeft }) => daysLeft - clockDays)
  const ends = candidates.map(({ daysLeft }) => daysLeft)
  const first = Math.min(0, ...starts)
  const range = Math.max(0, ...ends) - first || 1
  const place = (day: number): number => ((day - first) / range) * 100
  return candidates.map((_, index) => ({ from: place(starts[index] ?? 0), to: place(ends[index] ?? 0), today: place(0) }))
}
