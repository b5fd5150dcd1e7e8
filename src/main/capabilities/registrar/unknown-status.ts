import { ProvostError } from '#contract/errors.ts'

export const unknownStatus = (word: string, known: readonly string[]): ProvostError =>
  new ProvostError('filter.invalid', `"${word}" is not a status of this list.`, {
    remedy: [`It is one of: ${known.join(', ')}.`],
  })
