const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** `1,284,907`. */
export const formatCount = (count: number | string | bigint): string =>
  typeof count === 'string' ? (/^-?\d+$/.test(count) ? grouped.format(BigInt(count)) : count) : grouped.format(count)

/** The short form for lists: `412 k`, `1.28 M`, `9,204`. */
export function formatShort(count: number): string {
  if (count < 10_000) return grouped.format(count)
  const [value, unit] = count < 999_500 ? [count / 1e3, 'k'] : count < 999_500_000 ? [count / 1e6, 'M'] : [count / 1e9, 'G']
  return `${value < 10 ? value.toFixed(2).replace(/\.?0+$/, '') : Math.round(value)} ${unit}`
}

/** `4.2 kB`: decimal units, as disks and servers count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 100 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${units[unit] ?? 'TB'}`
}

/** `0.4 ms`, `38 ms`, `1.2 s`, `3 min 4 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1).replace(/\.0$/, '')} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `just now`, `40 s ago`, `2 h ago`, `4 d ago`. */
export function formatAgo(then: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - then.getTime()) / 1000)
  if (seconds < 5) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

const utc = (date: string): Date => new Date(`${date.slice(0, 10)}T00:00:00Z`)

/** A calendar date without a zone: `Wed 25 Nov`, with the year where it is not this one. */
export function formatDate(date: string, today: Date = new Date()): string {
  const value = utc(date)
  if (Number.isNaN(value.getTime())) return date
  const year = value.getUTCFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC', ...year })
    .format(value)
    .replaceAll(',', '')
}

/** Integer cents as `1,234.50`. */
export function formatCents(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100)
  return `${cents < 0 ? '−' : ''}${grouped.format(whole)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
}

/** `1 row`, `2 rows`; the plural is given because English has more than one. */
export const countOf = (count: number, one: string, many: string): string => `${grouped.format(count)} ${count === 1 ? one : many}`
