import type { Run as FleetRun, PassedOver, RunTarget } from '#contract/migrations.ts'
import { cancelledAfter } from './how-far.ts'
import { fellShort, runLine, runWords } from './migrate-words.ts'
import type { Run } from './run.ts'

/** Between two lines of progress, in ms. */
const tellEveryMs = 2000

interface Followed {
  readonly run: FleetRun
  readonly targets: readonly RunTarget[]
}

const isActive = ({ state }: FleetRun): boolean => state === 'running' || state === 'pending'

/** The run as it stands once this process works on it no more. */
const broughtToRest = async ({ client, endWork }: Run, { id }: FleetRun): Promise<Followed> => {
  await endWork()
  const { run, targets } = await client.migrations.run({ run: id })
  // What would not end in time ends with this process, which is the next thing to happen.
  return { run: isActive(run) ? { ...run, state: 'interrupted' } : run, targets }
}

const follow = async ({ client, output, signal }: Run, begun: FleetRun): Promise<Followed> => {
  const targets = new Map<number, RunTarget>()
  let run = begun
  let toldAt = performance.now()
  const stream = await client.migrations.watch({ run: begun.id }, { signal })
  for await (const change of stream) {
    run = change.run
    for (const target of change.targets) targets.set(target.position, target)
    if (performance.now() - toldAt < tellEveryMs) continue
    toldAt = performance.now()
    output.remark(runLine(run))
  }
  return { run, targets: [...targets.values()].sort((one, other) => one.position - other.position) }
}

/** Follows a run to its end and answers with what came of each target. Interrupted, it brings the run to rest first, and tells how it stands. */
export const followRun = async (call: Run, begun: FleetRun, skipped: readonly PassedOver[] = []): Promise<number> => {
  const { output, signal } = call
  const { run, targets } = await follow(call, begun).catch((error: unknown) => {
    if (signal.aborted) return broughtToRest(call, begun)
    throw error
  })
  const cut =
    run.state === 'interrupted'
      ? cancelledAfter(`${runLine({ ...run, secondsLeft: null })}.`, [`Go on with: provost migrate resume ${run.id}`])
      : null
  const document = {
    run: run.id,
    state: run.state,
    halted: run.halted,
    targets: targets.map(({ target, status, applied, ms, error, skipped }) => ({
      target,
      status: status === 'running' ? 'pending' : status,
      applied,
      ms,
      error,
      ...(skipped === null ? {} : { skipped }),
    })),
    tenantsPerSecond: run.tenantsPerSecond,
    ...(cut === null ? {} : { error: { code: cut.code, title: cut.title, detail: cut.detail, remedy: cut.remedy } }),
  }
  output.answer(document, () => runWords(run, targets))
  return run.state === 'done' && !fellShort(skipped) ? 0 : 1
}
