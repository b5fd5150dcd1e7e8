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

/**
 * Reads a stream to its end: all of its items and what it ends with, or a failure. `named` is how an item is told of where the end
 * never came.
 */
export const gather = async <Item, End>(
  signal: AbortSignal,
  open: (options: { readonly signal: AbortSignal }) => Promise<AsyncIterator<Item, End, void>>,
  named: (item: Item) => string,
): Promise<{ readonly items: Item[]; readonly end: End }> => {
  const items: Item[] = []
  return tellingHowFar(
    signal,
    () => items.map(named),
    async () => {
      const stream = await open({ signal })
      for (;;) {
        const next = await stream.next()
        if (next.done === true) return { items, end: next.value }
        items.push(next.value)
      }
    },
  )
}
