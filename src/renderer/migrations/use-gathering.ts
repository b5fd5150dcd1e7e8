import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { type Gathered, Gathering, problemOf } from '../bridge/index.ts'

/** What was gathered in this window, by what was asked: coming back to it shows what is known. */
const kept = new Map<string, Gathering<unknown, unknown>>()
const mostKept = 8

/** From this age on, in ms, what is shown is asked for again behind it. */
const freshMs = 60_000

/** When something was changed that makes older answers untrue, ms since the epoch. */
let changedAt = 0

/** Schemas were changed: what was answered before is asked for again when it is next shown. */
export const outdateAnswers = (): void => {
  changedAt = Date.now()
}

interface Options<Item, End> {
  /** What is asked, as one text: another question has an answer of its own. Null asks nothing yet. */
  readonly question: string | null
  readonly keyOf: (item: Item) => string
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Item, End>>
  /** Whether it is asked as soon as the screen is opened; else `again` asks. */
  readonly atOnce?: boolean
}

export interface Gatherer<Item, End = unknown> extends Gathered<Item, End> {
  readonly again: () => void
  readonly cancel: () => void
}

function keptFor<Item, End>(question: string, keyOf: (item: Item) => string): Gathering<Item, End> {
  const known = kept.get(question)
  if (known !== undefined) return known as Gathering<Item, End>
  const made = new Gathering<Item, End>(keyOf, problemOf)
  kept.set(question, made as Gathering<unknown, unknown>)
  const [oldest] = kept.keys()
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  return made
}

/** A stream of one item for each target, as far as it has come. */
export function useGathering<Item, End = unknown>({ question, keyOf, open, atOnce = true }: Options<Item, End>): Gatherer<Item, End> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question stands for what is asked
  const gathering = useMemo(
    () => (question === null ? new Gathering<Item, End>(keyOf, problemOf) : keptFor<Item, End>(question, keyOf)),
    [question],
  )
  const state = useSyncExternalStore(gathering.subscribe, gathering.state)
  const [asked, setAsked] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question stands for what `open` asks
  useEffect(() => {
    const { endedAt, problem, cancelled } = gathering.state()
    const stale = endedAt === null || problem !== null || cancelled || endedAt <= changedAt || Date.now() - endedAt > freshMs
    if (question !== null && (asked > 0 || (atOnce && stale))) void gathering.gather(open)
    return () => gathering.leave()
  }, [gathering, asked])
  return useMemo(() => ({ ...state, again: () => setAsked((before) => before + 1), cancel: () => gathering.cancel() }), [state, gathering])
}
