import { ProvostError } from '#contract/errors.ts'
import type { PassedOver } from '#contract/migrations.ts'

/** Names told for one reason before the rest is only counted. */
const mostNames = 6

/** Who was passed over, those of one reason together: "Amberlea College, Hill School (suspended); Oak (archived)." */
export function reasonsWords(skipped: readonly PassedOver[]): string {
  const reasons = new Map<string, string[]>()
  for (const { name, reason } of skipped) reasons.set(reason, [...(reasons.get(reason) ?? []), name])
  const words = [...reasons].map(([reason, names]) => {
    const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
    return `${names.slice(0, mostNames).join(', ')}${more} (${reason})`
  })
  return `${words.join('; ')}.`
}

/** Why nothing was done on the one target that was asked for. */
export const passedOverProblem = (name: string, skipped: readonly PassedOver[]): ProvostError =>
  new ProvostError('migration.nothing-selected', `${name} was passed over.`, { detail: skipped.map(({ reason }) => reason).join('; ') })
