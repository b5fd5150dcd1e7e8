/** How a run is to go, as it stands in the fields: text, until it is sent. */
export interface LimitFields {
  readonly canary: string
  readonly wave: string
  readonly concurrency: string
  /** A number of failures, or a share: `5%`. Empty for never. */
  readonly maxFailures: string
  readonly lockTimeoutMs: string
  readonly statementTimeoutS: string
}

/** What suits a fleet of this size: a few first, then a tenth, then the rest, and an end to it before the damage is large. */
export function sensibleLimits(targets: number): LimitFields {
  const canary = targets < 3 ? 0 : Math.min(10, Math.max(1, Math.ceil(targets / 100)))
  return {
    canary: String(canary),
    wave: targets <= 20 ? '' : String(Math.max(10, Math.ceil(targets / 100) * 10)),
    concurrency: '8',
    maxFailures: targets < 3 ? '1' : targets < 40 ? '2' : '5%',
    lockTimeoutMs: '1000',
    statementTimeoutS: '60',
  }
}

const whole = /^\d+$/
/** More than none: 0 % would be no number to end at. */
const share = /^(?!0+(?:\.0+)? ?%)(?:100(?:\.0+)?|[1-9]?\d(?:\.\d+)?) ?%$/

/** What is wrong with a field, by name; empty where all can be sent. */
export function limitFaults(fields: LimitFields): Partial<Record<keyof LimitFields, string>> {
  const faults: Partial<Record<keyof LimitFields, string>> = {}
  const within = (name: keyof LimitFields, low: number, high: number, words: string, empty = false) => {
    const text = fields[name].trim()
    if (empty && text === '') return
    if (!whole.test(text) || Number(text) < low || Number(text) > high) faults[name] = words
  }
  within('canary', 0, 10_000, 'A whole number from 0 to 10,000.')
  within('wave', 1, 100_000, 'A whole number from 1, or empty for one wave.', true)
  within('concurrency', 1, 64, 'A whole number from 1 to 64.')
  within('lockTimeoutMs', 1, 600_000, 'Milliseconds, from 1 to 600,000.')
  within('statementTimeoutS', 0, 86_400, 'Seconds, from 0 for no limit to 86,400.')
  const rule = fields.maxFailures.trim()
  if (rule !== '' && !share.test(rule) && !(whole.test(rule) && Number(rule) >= 1))
    faults.maxFailures = 'A number from 1, a share above 0% such as 5%, or empty for never.'
  return faults
}

/** Why nothing can be begun with these fields; null where it can. */
export const limitsWhyNot = (fields: LimitFields): string | null =>
  Object.keys(limitFaults(fields)).length > 0 ? 'A field of how it runs cannot be sent.' : null

/** The fields as the service takes them. */
export const limitsSent = (fields: LimitFields) => ({
  canary: Number(fields.canary),
  ...(fields.wave.trim() === '' ? {} : { wave: Number(fields.wave) }),
  concurrency: Number(fields.concurrency),
  ...(fields.maxFailures.trim() === ''
    ? {}
    : { maxFailures: share.test(fields.maxFailures.trim()) ? fields.maxFailures.trim().replace(' ', '') : Number(fields.maxFailures) }),
  lockTimeoutMs: Number(fields.lockTimeoutMs),
  statementTimeoutMs: Number(fields.statementTimeoutS) * 1000,
})

/** Failures that stop a run over so many targets; null for never. */
export function stopsAfter(fields: Pick<LimitFields, 'maxFailures'>, targets: number): number | null {
  const rule = fields.maxFailures.trim()
  if (rule === '') return null
  return share.test(rule) ? Math.max(1, Math.ceil((targets * Number.parseFloat(rule)) / 100)) : Number(rule)
}

/** The order of work in words: "3 first, then 297 in 10 waves of 30". */
export function waveWords(fields: Pick<LimitFields, 'canary' | 'wave'>, targets: number): string {
  const canary = Math.min(targets, Number(fields.canary) || 0)
  const rest = targets - canary
  const wave = fields.wave.trim() === '' ? rest : Number(fields.wave)
  const waves = rest === 0 || wave <= 0 ? 0 : Math.ceil(rest / wave)
  const then = waves === 0 ? '' : waves === 1 ? `${rest} at once` : `${rest} in ${waves} waves of ${wave}`
  return canary === 0 ? then : then === '' ? `${canary} first, and no more` : `${canary} first, then ${then}`
}
