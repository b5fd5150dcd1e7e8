const day = 86_400_000

/** The Friday before a date on a weekend; null for a date on a working day. Holidays are the school's own and are not known here. */
export function workingDayBefore(date: string): string | null {
  const time = Date.parse(`${date}T00:00:00Z`)
  const weekday = new Date(time).getUTCDay()
  const back = weekday === 6 ? 1 : weekday === 0 ? 2 : 0
  return back === 0 ? null : new Date(time - back * day).toISOString().slice(0, 10)
}
