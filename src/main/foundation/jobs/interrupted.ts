import { ProvostError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { State } from '../state/index.ts'
import type { JobTable } from './job-table.ts'
import { isGone } from './owner.ts'

/** What to do, by what sort of work it was: work over a fleet is a run, which goes on where it ended. */
const onward = (kind: string): string[] =>
  kind === 'migration'
    ? ['See the runs: provost migrate runs', 'Go on with the one that was interrupted, by its number there: provost migrate resume RUN']
    : ['Start it again. An export that was interrupted left no file; nothing half-made is taken for whole.']

/** The problem of a job whose console ended before it. */
export const interruption = (job: Pick<Job, 'kind' | 'title' | 'id' | 'startedAt' | 'owner'>): ProvostError =>
  new ProvostError('job.interrupted', `“${job.title}” was interrupted: the console that ran it ended.`, {
    detail: `Job ${job.id}, begun ${job.startedAt ?? 'never'} by ${job.owner}.`,
    remedy: [`Read what it had done: provost job show ${job.id}`, ...onward(job.kind)],
  })

/** Marks the jobs whose console is gone, and leaves a notice of each. Gives whether there were any. */
export function markInterrupted(state: State, table: JobTable, now: Date): boolean {
  const dead = table.list(10_000, true).filter((job) => isGone(job.owner, job.heartbeatAt, now))
  if (dead.length === 0) return false
  state.write(() => {
    for (const { id } of dead) {
      // Read again: another console may have marked it, or its own may have beaten, meanwhile.
      const job = table.find(id)
      if (!job || job.finishedAt !== null || !isGone(job.owner, job.heartbeatAt, now)) continue
      const problem = interruption(job).toJSON()
      table.change(id, { state: 'interrupted', finishedAt: now.toISOString(), outcome: 'Interrupted.', problem })
      state.addNotice(problem)
    }
  })
  return true
}
