import { setTimeout as wait } from 'node:timers/promises'
import { ProvostError } from '#contract/errors.ts'
import type { Job, JobLogLine } from '#contract/jobs.ts'
import { interruption } from './interrupted.ts'
import type { JobChange, JobTable } from './job-table.ts'
import type { Work } from './job-work.ts'

/** Written down at most this often. */
const writeEveryMs = 250

/** How often, a second apart, the end of a job is tried to be written: a disk may have room again, a lock may go. */
const endAttempts = 5

export interface RunningJobOptions {
  readonly table: JobTable
  readonly clock: () => Date
  /** Called after each change of the row. */
  readonly onChange: () => void
  /** Told of an error that is none of ours: a bug in the work, or a row that could not be written. */
  readonly onFault: (error: unknown) => void
}

/** One job that this process runs: what its work says is gathered and written down a few times a second. */
export class RunningJob {
  readonly settled: Promise<Job>
  readonly #job: Job
  readonly #options: RunningJobOptions
  readonly #stop = new AbortController()
  #change: JobChange = {}
  #lines: JobLogLine[] = []
  #timer: NodeJS.Timeout | undefined
  #closing = false

  constructor(job: Job, work: Work, options: RunningJobOptions) {
    this.#job = job
    this.#options = options
    this.settled = this.#run(work)
  }

  /** Asks the work to end. */
  cancel(): void {
    this.#stop.abort(new ProvostError('call.cancelled', 'The job was cancelled.'))
  }

  /** Asks the work to end because the console does: the job is then interrupted, not cancelled. */
  interrupt(): void {
    if (!this.#stop.signal.aborted) this.#closing = true
    this.cancel()
  }

  /** Says that the job lives, and learns whether somebody asked for its end. */
  beat(): void {
    const heartbeatAt = this.#now()
    // A console that slept longer than a heartbeat lasts may have been taken for gone.
    const takenForGone = this.#options.table.find(this.#job.id)?.state === 'interrupted'
    const state = this.#stop.signal.aborted ? 'cancelling' : 'running'
    const revived: JobChange = takenForGone ? { state, finishedAt: null, outcome: null, problem: null } : {}
    this.#write({ ...revived, heartbeatAt })
    this.listen()
  }

  /** Ends the work where another console asked for it. */
  listen(): void {
    if (!this.#stop.signal.aborted && this.#options.table.cancelRequested(this.#job.id)) this.cancel()
  }

  /** Writes down what was gathered. */
  flush(): void {
    if (this.#lines.length > 0 || Object.keys(this.#change).length > 0) this.#write({})
  }

  #now(): string {
    return this.#options.clock().toISOString()
  }

  #gather(change: JobChange): void {
    this.#change = { ...this.#change, ...change }
    this.#timer ??= setTimeout(() => {
      try {
        this.flush()
      } catch (error) {
        // A full disk, say. What was gathered is kept and written with the next change, at the latest with the end.
        this.#options.onFault(error)
      }
    }, writeEveryMs).unref()
  }

  #write(change: JobChange): Job {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { table, onChange } = this.#options
    const job = table.change(this.#job.id, { ...this.#change, ...change }, this.#lines)
    this.#change = {}
    this.#lines = []
    onChange()
    return job
  }

  async #run(work: Work): Promise<Job> {
    // The caller gets the job before its work begins, whatever the work does first.
    await Promise.resolve()
    const end = await this.#work(work)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return this.#write({ problem: null, ...end, finishedAt: this.#now(), heartbeatAt: this.#now() })
      } catch (error) {
        if (attempt === endAttempts) throw error
        await wait(1000)
      }
    }
  }

  async #work(work: Work): Promise<JobChange> {
    const { signal } = this.#stop
    try {
      // Asked to end before it began: work that only listens for the abort would never hear it.
      signal.throwIfAborted()
      const outcome = await work({
        id: this.#job.id,
        signal,
        progress: (done, total) => this.#gather(total === undefined ? { done } : { done, total }),
        log: (level, text) => {
          this.#lines.push({ at: this.#now(), level, text: text.toWellFormed() })
          this.#gather({})
        },
        file: (name, path, bytes) => this.#gather({ file: { name, path, bytes } }),
      })
      return { state: 'done', outcome }
    } catch (error) {
      if (this.#closing) return { state: 'interrupted', outcome: 'Interrupted.', problem: interruption(this.#job).toJSON() }
      if (signal.aborted || (error instanceof ProvostError && error.code === 'call.cancelled'))
        return { state: 'cancelled', outcome: 'Cancelled.' }
      return this.#failure(error)
    }
  }

  #failure(error: unknown): JobChange {
    if (error instanceof ProvostError) return { state: 'failed', outcome: error.title, problem: error.toJSON() }
    this.#options.onFault(error)
    const title = 'Provost met a fault of its own.'
    const problem = new ProvostError('internal.fault', title, {
      // The words of a bug may hold anything; they go to the log and not to a screen.
      detail: `Job ${this.#job.id}; the log in the workspace holds the rest.`,
      remedy: ['Report it with that log.'],
    })
    return { state: 'failed', outcome: title, problem: problem.toJSON() }
  }
}
