import type { ProvostError } from '#contract/errors.ts'
import type { RunId } from '#contract/ids.ts'
import type { Run, RunTarget } from '#contract/migrations.ts'
import { bridge, client, createLive, type Live } from '../bridge/index.ts'
import { isRunning } from './state-words.ts'

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

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, restMs)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })

/** A run as it goes, and when it rests, until somebody goes on with it. */
async function* followed(run: RunId, signal: AbortSignal): AsyncGenerator<Seen> {
  while (!signal.aborted) {
    for await (const seen of await client.migrations.watch({ run }, { signal })) yield seen
    for (;;) {
      await pause(signal)
      if (signal.aborted) return
      const { runs } = await client.migrations.runs({ limit: 100 }, { signal })
      const known = runs.find(({ id }) => id === run)
      if (known !== undefined && isRunning(known.state)) break
    }
  }
}

const withSeen = (state: RunSeen, { run, targets }: Seen): RunSeen => {
  const all = new Map(state.targets)
  for (const target of targets) all.set(target.position, target)
  return { run, targets: all, problem: null }
}

const kept = new Map<string, Live<RunSeen>>()
const mostKept = 6

/** One run, followed while anybody looks; whichever console works on it. */
export function runWatch(run: RunId): Live<RunSeen> {
  const known = kept.get(run)
  if (known !== undefined) return known
  const live = createLive<Seen, RunSeen>({
    bridge,
    open: async (signal) => followed(run, signal),
    initial: { run: null, targets: new Map(), problem: null },
    reduce: withSeen,
    failed: (state, problem) => ({ ...state, problem }),
  })
  kept.set(run, live)
  const [oldest] = kept.keys()
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  return live
}
