const datePattern = /^(\d{4})-(\d{2})-(\d{2})(?:$|[ T])/

/** The calendar date in what a database wrote as a moment; null for `infinity`, `0000-00-00` and whatever is none. */
export function dateIn(stored: string | null): string | null {
  const [, year, month, day] = datePattern.exec(stored ?? '') ?? []
  if (year === undefined) return null
  const date = `${year}-${month}-${day}`
  const time = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(date) ? null : date
}

const formatter = (withYear: boolean) =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC', ...(withYear ? { year: 'numeric' } : {}) })
const short = formatter(false)
const long = formatter(true)

/** `11 Oct`, with the year where it is another than today's; what is no date stands as the database wrote it. */
export function shortDate(stored: string, today: Date): string {
  const date = dateIn(stored)
  if (date === null) return stored
  const form = Number(date.slice(0, 4)) === today.getFullYear() ? short : long
  return form.format(new Date(`${date}T00:00:00Z`))
}

/** `11 Oct 2026, 14:32` as stored; a zone it was stored with is kept. */
export function storedMoment(stored: string): string {
  const date = dateIn(stored)
  if (date === null) return stored
  const words = long.format(new Date(`${date}T00:00:00Z`))
  const [, time, zone] = /[ T](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(stored) ?? []
  return time === undefined ? words : `${words}, ${time}${zone === undefined ? '' : zone === 'Z' ? ' UTC' : ` ${zone}`}`
}
