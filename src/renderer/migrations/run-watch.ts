import type { ProvostError } from '#contract/errors.ts'
import type { RunId } from '#contract/ids.ts'
import type { Run, RunTarget } from '#contract/migrations.ts'
import { bridge, client, createLive, type Live } from '../bridge/index.ts'

export interface RunSeen {
  readonly run: Run | null
  /** By their place in the run. */
  readonly targets: ReadonlyMap<number, RunTarget>
  /** Why it is not followed just now; what was seen stays. */
  readonly problem: ProvostError | null
}

interface Seen {
  readonly run: Run
  readonly targets: readonly RunTarget[]
}

/** How often a run that rests is looked at: another console may go on with it, in ms. */
const restMs = 3000

/** What tells that somebody has gone on with a run, even where that was over at once. */
const markOf = ({ state, startedAt, finishedAt, counts }: Run): string => JSON.stringify([state, startedAt, finishedAt, counts])

/** Rests until the time is over, somebody wakes it, or nobody looks any more. */
async function rest(ms: number, wakers: Set<() => void>, signal: AbortSignal): Promise<void> {
  const done = Promise.withResolvers<void>()
  const timer = setTimeout(done.resolve, ms)
  const wake = () => done.resolve()
  wakers.add(wake)
  signal.addEventListener('abort', wake, { once: true })
  await done.promise
  clearTimeout(timer)
  wakers.delete(wake)
}

/** A run as it goes, and when it rests, until somebody goes on with it. */
async function* followed(run: RunId, wakers: Set<() => void>, signal: AbortSignal): AsyncGenerator<Seen> {
  while (!signal.aborted) {
    let last = ''
    for await (const seen of await client.migrations.watch({ run }, { signal })) {
      last = markOf(seen.run)
      yield seen
    }
    for (;;) {
      await rest(restMs, wakers, signal)
      if (signal.aborted) return
      const { runs } = await client.migrations.runs({ limit: 100 }, { signal })
      const known = runs.find(({ id }) => id === run)
      if (known !== undefined && markOf(known) !== last) break
    }
  }
}

const withSeen = (state: RunSeen, { run, targets }: Seen): RunSeen => {
  const all = new Map(state.targets)
  for (const target of targets) all.set(target.position, target)
  return { run, targets: all, problem: null }
}

/** A run that is followed, and the way to have it looked at now. */
interface RunWatch extends Live<RunSeen> {
  readonly look: () => void
}

const kept = new Map<string, RunWatch>()
const mostKept = 6

/** One run, followed while anybody looks; whichever console works on it. */
export function runWatch(run: RunId): RunWatch {
  const known = kept.get(run)
  if (known !== undefined) return known
  const wakers = new Set<() => void>()
  const live = createLive<Seen, RunSeen>({
    bridge,
    open: async (signal) => followed(run, wakers, signal),
    initial: { run: null, targets: new Map(), problem: null },
    reduce: withSeen,
    failed: (state, problem) => ({ ...state, problem }),
  })
  const watch: RunWatch = {
    ...live,
    look: () => {
      for (const wake of [...wakers]) wake()
    },
  }
  kept.set(run, watch)
  const [oldest] = kept.keys()
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  return watch
}
