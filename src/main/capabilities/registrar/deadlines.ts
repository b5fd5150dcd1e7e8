import type { DeadlineCandidate } from '#contract/registrar.ts'

/**
 * The refund is to leave within this many calendar days of the withdrawal: GNPEC Standard 12.2.5,
 * https://gnpec.georgia.gov/standard-twelve-refund-policy, retrieved 2026-11-20. No rule that moves it off a weekend was found.
 */
export const deadlineDays = 45

const millisecondsPerDay = 86_400_000
const datePattern = /^(\d{4})-(\d{2})-(\d{2})(?:$|[ T])/

/** Days since 1970 of the date a database wrote, with or without a time; null for what is no date: `infinity`, `0000-00-00`, nothing. */
export const dayNumber = (text: string | null): number | null => {
  const [, year, month, day] = datePattern.exec(text ?? '') ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const exists = new Date(time).toISOString().startsWith(`${year}-${month}-${day}`)
  return exists ? time / millisecondsPerDay : null
}

export const dateOf = (dayNumberSince1970: number): string => new Date(dayNumberSince1970 * millisecondsPerDay).toISOString().slice(0, 10)

/** Today where the clock hangs: the local date, as days since 1970. */
export const today = (clock: () => Date): number => {
  const now = clock()
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / millisecondsPerDay
}

/** The deadline counted from a date, as seen on a day; null where the date is not one. */
export const candidate = (anchor: DeadlineCandidate['anchor'], date: string | null, on: number): DeadlineCandidate | null => {
  const from = dayNumber(date)
  if (from === null) return null
  const deadline = from + deadlineDays
  return { anchor, date: dateOf(from), deadline: dateOf(deadline), daysLeft: deadline - on }
}
