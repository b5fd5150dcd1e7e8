import type { Job } from '#contract/jobs.ts'
import type { Changes } from './changes.ts'
import type { JobTable } from './job-table.ts'

/**
 * The active jobs, then each job as it changes. A slow reader skips states in between, never the last one:
 * what comes next is always asked by revision. Ends when the signal is aborted.
 */
export async function* watch(table: JobTable, changes: Changes, signal?: AbortSignal): AsyncGenerator<Job, void> {
  let changed = true
  let wake = (): void => {}
  const told = (): void => {
    changed = true
    wake()
  }
  const deaf = changes.listen(told)
  signal?.addEventListener('abort', told)
  try {
    let { jobs, revision } = table.activeNow()
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
