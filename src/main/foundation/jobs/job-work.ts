import type { JobId } from '#contract/ids.ts'
import type { JobLogLine } from '#contract/jobs.ts'

/** What the work of a job is given. */
export interface JobWork {
  readonly id: JobId
  /** Aborted when somebody asks for the job to end, here or in another console. */
  readonly signal: AbortSignal
  /** As often as one likes: it is written down a few times a second. A `total` left out stays as it was; null is unknown. */
  progress(done: number, total?: number | null): void
  log(level: JobLogLine['level'], text: string): void
  /** The file the job made; `name` is what a download is called. */
  file(name: string, path: string, bytes: number): void
}

/** Gives the outcome in one sentence. */
export type Work = (job: JobWork) => Promise<string>
