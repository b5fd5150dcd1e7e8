import type { Job } from '#contract/jobs.ts'
import type { ServedConsole } from '../served-console.ts'

/** What the desktop host needs of the console. */
export interface DesktopConsole extends ServedConsole {
  readonly jobs: ServedConsole['jobs'] & { watch(signal?: AbortSignal): AsyncIterable<Job> }
  close(): Promise<void>
}
