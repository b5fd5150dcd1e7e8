import { ProvostError } from '#contract/errors.ts'

/** Names told before the rest is only counted. */
const mostNames = 40

/** What had come before a command was cancelled, in a sentence. */
export const howFarWords = (names: readonly string[]): string => {
  if (names.length === 0) return 'Nothing had been answered yet.'
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
  return `${names.length} had been answered before: ${names.slice(0, mostNames).join(', ')}${more}.`
}

/** The failure of a command that was cancelled, with what had come of it. */
export const cancelledAfter = (howFar: string, remedy: readonly string[] = []): ProvostError =>
  new ProvostError('call.cancelled', 'The command was cancelled before its end.', { detail: howFar, remedy, retryable: true })

/** Does work in many parts; where it is cancelled in the middle, the failure tells how far it came. What came is never taken for the whole. */
export const tellingHowFar = async <Result>(
  signal: AbortSignal,
  howFar: () => readonly string[],
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw cancelledAfter(howFarWords(howFar()))
    throw error
  }
}

/** Reads a stream to its end: all of its items, or a failure. `named` is how an item is told of where the end never came. */
export const gather = async <Item>(
  signal: AbortSignal,
  open: (options: { readonly signal: AbortSignal }) => Promise<AsyncIterable<Item>>,
  named: (item: Item) => string,
): Promise<Item[]> => {
  const items: Item[] = []
  return tellingHowFar(
    signal,
    () => items.map(named),
    async () => {
      for await (const item of await open({ signal })) items.push(item)
      return items
    },
  )
}
