import type { Run as FleetRun, RunTarget } from '#contract/migrations.ts'
import { runLine, runWords } from './migrate-words.ts'
import type { Run } from './run.ts'

/** Between two lines of progress, in ms. */
const tellEveryMs = 2000

/** Follows a run to its end and answers with what came of each target. */
export const followRun = async ({ client, output, signal }: Run, begun: FleetRun): Promise<number> => {
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
  const inOrder = [...targets.values()].sort((one, other) => one.position - other.position)
  const document = {
    run: run.id,
    state: run.state,
    halted: run.halted,
    targets: inOrder.map(({ target, status, applied, ms, error, skipped }) => ({
      target,
      status: status === 'running' ? 'pending' : status,
      applied,
      ms,
      error,
      ...(skipped === null ? {} : { skipped }),
    })),
    tenantsPerSecond: run.tenantsPerSecond,
  }
  output.answer(document, () => runWords(run, inOrder))
  return run.state === 'done' ? 0 : 1
}
