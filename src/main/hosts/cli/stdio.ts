import { ProvostError } from '#contract/errors.ts'

/** Why the answer was not written; null where nothing stands in its way, and where nobody reads any more. */
let unwritten: Error | null = null

const closing = new AbortController()

/**
 * Ends once a reader of the output has gone. Work on a fleet goes on all the same; what only tells a reader how things are ends with it.
 * A closed pipe is noticed by writing to it and by nothing else.
 */
export const outputClosed: AbortSignal = closing.signal

/** The reader has gone: nobody is left to tell, and nothing is wrong with the work. */
const isGone = (error: Error): boolean => 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')

/**
 * Keeps the work going where its words cannot be written: without a listener Node ends the process in the middle of whatever it does to
 * a fleet. A pipe that was closed is quiet from then on; what else keeps the answer from being written is told at the end.
 */
export const outliveOutput = (): void => {
  process.stdout.on('error', (error: Error) => {
    if (isGone(error)) closing.abort()
    else unwritten ??= error
  })
  // Where progress cannot be told there is no place left to say so.
  process.stderr.on('error', (error: Error) => {
    if (isGone(error)) closing.abort()
  })
}

/** Waits until what was written has left, or failed to. */
const settled = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve())
  })

/** The failure to tell where the answer could not be written; null where it was, or nobody wanted it. */
export const outputProblem = async (): Promise<ProvostError | null> => {
  await settled(process.stdout)
  // The stream tells of its error a moment after the write that met it.
  await new Promise((resolve) => setImmediate(resolve))
  if (unwritten === null) return null
  return new ProvostError('output.unwritable', 'The answer could not be written.', {
    detail: unwritten.message,
    remedy: [
      'The command itself has run to its end. Make room where its output goes, or send it elsewhere.',
      'Ask for what it did: provost audit list',
    ],
    cause: unwritten,
  })
}
