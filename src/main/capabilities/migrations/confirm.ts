import { ProvostError } from '#contract/errors.ts'
import type { SelectedTarget } from './select-targets.ts'

/** What a person types to show that they know what is at stake: the name of the one target, or how many there are. */
const wordFor = (targets: readonly SelectedTarget[]): string => {
  const [first] = targets
  return targets.length === 1 && first !== undefined ? first.target.target : String(targets.length)
}

const ask = (targets: readonly SelectedTarget[], given: string | undefined, what: string): void => {
  const word = wordFor(targets)
  if (given === word) return
  const subject = targets.length === 1 ? word : `${word} databases`
  throw new ProvostError(given === undefined ? 'confirmation.missing' : 'confirmation.wrong', `${what} ${subject} has to be confirmed.`, {
    detail:
      targets.length === 1
        ? ''
        : `${targets
            .slice(0, 10)
            .map(({ target }) => target.target)
            .join(', ')}${targets.length > 10 ? ' …' : ''}`,
    remedy: [`Confirm with ${targets.length === 1 ? 'its name' : 'their number'}: --confirm ${word}`],
  })
}

/** Changing production is confirmed; elsewhere the call is enough. */
export const confirmProduction = (targets: readonly SelectedTarget[], given: string | undefined): void => {
  const production = targets.filter(({ record, skipped }) => skipped === null && record.connection.environment === 'production')
  if (production.length > 0) ask(production, given, 'Changing the production schema of')
}

/** What is typed before these are rolled back; null where none is worked on. */
export const rollbackWord = (targets: readonly SelectedTarget[]): string | null => {
  const left = targets.filter(({ skipped }) => skipped === null)
  return left.length === 0 ? null : wordFor(left)
}

/** A way back drops what the way up made, with what was written into it since. */
export const confirmRollback = (targets: readonly SelectedTarget[], given: string | undefined): void => {
  const left = targets.filter(({ skipped }) => skipped === null)
  if (left.length > 0) ask(left, given, 'Rolling back')
}
