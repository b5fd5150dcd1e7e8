import { ProvostError } from '#contract/errors.ts'

export const unknownStatus = (word: string, known: readonly string[]): ProvostError =>
  new ProvostError('filter.invalid', `"${word}" is not a status of this list.`, {
    remedy: [`It is one of: ${known.join(', ')}.`],
  })

/** A status that cannot be told is not one that nobody has. */
export const absentStatus = (word: string, what: string): ProvostError =>
  new ProvostError('lms.absent', `The list cannot be narrowed to "${word}": the schema does not keep ${what}.`, {
    remedy: ['Leave the status out.'],
  })
