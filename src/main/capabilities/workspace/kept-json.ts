import { ProvostError } from '#contract/errors.ts'

/** A preference or a view is a screen's arrangement; anything larger is a mistake. */
const largest = 256 * 1024

/** A value as it is kept; null where there is none. Refuses what JSON cannot hold. */
export function keptJson(value: unknown): string | null {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (error) {
    throw new ProvostError('call.invalid', 'The value cannot be kept as JSON.', { detail: error instanceof Error ? error.message : '' })
  }
  if (text === undefined) return null
  if (text.length > largest) {
    throw new ProvostError('call.invalid', `The value is larger than ${largest / 1024} kB.`, {
      detail: `It has ${text.length} characters.`,
    })
  }
  return text
}
