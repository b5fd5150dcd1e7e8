const millisecondsPerDay = 86_400_000
const two = (number: number): string => String(number).padStart(2, '0')

/** Days and moments counted from today, as the demo's databases write them: `2026-11-20`, `2026-11-20 14:32:00`. */
export interface Calendar {
  /** The day that many days from today; negative is past. */
  day(offset: number): string
  /** Minutes count from midnight. */
  moment(offset: number, minutes: number): string
  /** From 0, Sunday. */
  weekday(offset: number): number
}

/** Today is the local date of `now`; nothing finer of it enters the data. */
export const calendarFrom = (now: Date): Calendar => {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
  const known = new Map<number, string>()
  const day = (offset: number): string => {
    const text = known.get(offset) ?? new Date(today + offset * millisecondsPerDay).toISOString().slice(0, 10)
    known.set(offset, text)
    return text
  }
  return {
    day,
    moment: (offset, minutes) =>
      `${day(offset + Math.floor(minutes / 1440))} ${two(Math.floor((minutes % 1440) / 60))}:${two(minutes % 60)}:00`,
    weekday: (offset) => new Date(today + offset * millisecondsPerDay).getUTCDay(),
  }
}
