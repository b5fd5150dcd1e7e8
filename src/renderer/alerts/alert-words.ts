import type { Alert } from '#contract/alerts.ts'
import type { GlyphName, Tone } from '../ui/index.ts'

/** The shape and the word of each kind. */
export const alertState: Readonly<Record<Alert['kind'], { readonly glyph: GlyphName; readonly tone: Tone; readonly word: string }>> = {
  failure: { glyph: 'fail', tone: 'fail', word: 'Failed' },
  recovery: { glyph: 'ok', tone: 'ok', word: 'Recovered' },
  warning: { glyph: 'warn', tone: 'warn', word: 'Due soon' },
}

/** The connection an alert is about; null where it is about something else. */
export const connectionOf = ({ subject }: Pick<Alert, 'subject'>): string | null => /^connection:(.+)$/.exec(subject)?.[1] ?? null

/** What arrived, in one line: a title of its own, or how many there are of each kind. */
export function arrivalWords(arrived: readonly Alert[]): string {
  const [only] = arrived
  if (only !== undefined && arrived.length === 1) return only.title.replace(/\.$/, '')
  const count = (kind: Alert['kind']): number => arrived.filter((alert) => alert.kind === kind).length
  const parts = [
    [count('failure'), 'failed'],
    [count('recovery'), 'recovered'],
    [count('warning'), 'due soon'],
  ] as const
  return parts.flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`])).join(', ')
}

/** The gravest kind among those that arrived: the one the notice bears. */
export const gravestOf = (alerts: readonly Alert[]): Alert['kind'] =>
  (['failure', 'warning'] as const).find((kind) => alerts.some((alert) => alert.kind === kind)) ?? 'recovery'

/** Failures that nobody has seen and whose end was not told either: what still stands. */
export function standing(alerts: readonly Alert[]): Alert[] {
  const newest = new Map<string, Alert>()
  for (const alert of alerts) {
    if (alert.kind === 'warning') continue
    const known = newest.get(alert.subject)
    if (known === undefined || known.id < alert.id) newest.set(alert.subject, alert)
  }
  return [...newest.values()].filter(({ kind }) => kind === 'failure')
}
