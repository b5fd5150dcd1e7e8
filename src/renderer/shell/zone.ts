import { useMemo } from 'react'
import { useZone } from './preferences.ts'

const zoneOf = (zone: string): string | undefined => (zone === 'local' ? undefined : zone)

/** Formats the console's own instants in the zone the person chose. */
export function useInstants() {
  const [zone] = useZone()
  return useMemo(() => {
    const timeZone = zoneOf(zone)
    const make = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone === undefined ? {} : { timeZone }) })
    const time = make({ hour: '2-digit', minute: '2-digit' })
    const seconds = make({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
    const day = make({ day: 'numeric', month: 'short', year: 'numeric' })
    const short = make({ timeZoneName: 'short', hour: '2-digit' })
    const zoneName = (at: Date) => short.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? zone
    return {
      /** `14:32` */
      time: (at: Date) => time.format(at),
      /** `14:32:07` */
      seconds: (at: Date) => seconds.format(at),
      /** `20 Nov 2026` */
      day: (at: Date) => day.format(at),
      /** `20 Nov 2026, 14:32:07` */
      full: (at: Date) => `${day.format(at)}, ${seconds.format(at)}`,
      zoneName,
    }
  }, [zone])
}
