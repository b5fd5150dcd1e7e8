import type { Job } from '#contract/jobs.ts'
import type { Changes } from './changes.ts'
import type { JobTable } from './job-table.ts'

/**
 * The jobs that are active now, then each job as it changes from now on, also one that ends before anybody reads.
 * A slow reader skips states in between, never the last one: what comes next is always asked by revision.
 * Ends when the signal is aborted.
 */
export const watch = (table: JobTable, changes: Changes, signal?: AbortSignal): AsyncGenerator<Job, void> =>
  following(table.activeNow(), table, changes, signal)

async function* following(
  begin: { jobs: Job[]; revision: number },
  table: JobTable,
  changes: Changes,
  signal: AbortSignal | undefined,
): AsyncGenerator<Job, void> {
  let changed = true
  let wake = (): void => {}
  const told = (): void => {
    changed = true
    wake()
  }
  const deaf = changes.listen(told)
  signal?.addEventListener('abort', told)
  try {
    let { jobs, revision } = begin
    for (;;) {
      for (const job of jobs) {
        if (signal?.aborted) return
        yield job
      }
      while (!changed && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (signal?.aborted) return
      changed = false
      ;({ jobs, revision } = table.changedSince(revision))
    }
  } finally {
    deaf()
    signal?.removeEventListener('abort', told)
  }
}
