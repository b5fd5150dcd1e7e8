import { existsSync } from 'node:fs'
import { ProvostError } from '#contract/errors.ts'
import type { JobId } from '#contract/ids.ts'
import type { Job, JobLogLine } from '#contract/jobs.ts'
import type { State } from '../state/index.ts'
import { Changes } from './changes.ts'
import { interruption, markInterrupted } from './interrupted.ts'
import { newJobId } from './job-id.ts'
import { JobTable } from './job-table.ts'
import type { Work } from './job-work.ts'
import { ownName } from './owner.ts'
import { prune } from './prune.ts'
import { RunningJob } from './running-job.ts'
import { watch } from './watch.ts'

/** Work that takes longer than a moment, as rows that every console of the workspace sees. */
export interface Jobs {
  /** Begins a job and gives its row at once. */
  start(spec: { readonly kind: string; readonly title: string; readonly unit: string; readonly operator: string }, work: Work): Job
  /** Newest first. */
  list(options?: { readonly limit?: number; readonly active?: boolean | undefined }): Job[]
  show(id: JobId): { job: Job; log: JobLogLine[] }
  /** Asks for a job's end, also where another console runs it. */
  cancel(id: JobId): Job
  /** The active jobs, then each job as it changes, in whichever console; ended by the signal. */
  watch(signal?: AbortSignal): AsyncGenerator<Job, void>
  /** The job once it has ended. */
  settled(id: JobId): Promise<Job>
  /** The file a job made. */
  fileOf(id: JobId): { name: string; path: string }
  /** Puts away the notice that a job was interrupted: its work goes on in another. */
  takenUp(id: JobId): void
  /** Ends the jobs that run here, as interrupted, and waits for them up to five seconds. */
  close(): Promise<void>
}

export interface OpenJobsOptions {
  readonly clock?: () => Date
  readonly heartbeatMs?: number
  /** Told of errors that are none of Provost's own, with the job they came from. */
  readonly onFault?: (error: unknown, job: Job) => void
}

const closeWithinMs = 5000

/** The jobs of a workspace. Opening marks those whose console is gone as interrupted and forgets the old. */
export function openJobs(state: State, options: OpenJobsOptions = {}): Jobs {
  const { clock = () => new Date(), heartbeatMs = 2000, onFault = () => {} } = options
  const table = new JobTable(state)
  const changes = new Changes(state, Math.min(250, heartbeatMs))
  const running = new Map<string, RunningJob>()

  markInterrupted(state, table, clock())
  prune(state, table, clock())

  /** What this console writes itself it is not told of by the database: whoever waits for such a job is told here. */
  const markGone = (): void => {
    if (markInterrupted(state, table, clock())) changes.tell()
  }

  const beat = setInterval(() => {
    for (const [id, job] of running) guarded(id, () => job.beat())
    guarded(null, markGone)
  }, heartbeatMs).unref()

  /** For what nobody asked for just now: a row that cannot be written (a full disk) is written with the next beat. */
  const guarded = (id: string | null, act: () => void): void => {
    try {
      act()
    } catch (error) {
      const job = id === null ? null : table.find(id)
      if (job) onFault(error, job)
    }
  }

  // Requests of other consoles are heard sooner than the next heartbeat.
  let deaf: (() => void) | null = null
  const listen = (): void => {
    deaf ??= changes.listen(() => {
      for (const [id, job] of running) guarded(id, () => job.listen())
    })
  }
  const forget = (id: string): void => {
    running.delete(id)
    if (running.size === 0) {
      deaf?.()
      deaf = null
    }
  }

  const known = (id: JobId): Job => {
    guarded(id, () => running.get(id)?.flush())
    const job = table.find(id)
    if (!job) throw new ProvostError('job.unknown', `There is no job ${id}.`, { remedy: ['See the jobs with: provost job list'] })
    return job
  }

  return {
    start(spec, work) {
      const now = clock()
      const job = table.insert({ ...spec, id: newJobId(now), owner: ownName, createdAt: now.toISOString() })
      const each = new RunningJob(job, work, { table, clock, onChange: () => changes.tell(), onFault: (error) => onFault(error, job) })
      running.set(job.id, each)
      listen()
      each.settled.then(
        () => forget(job.id),
        (error: unknown) => {
          // Its end could not be written: without heartbeats the row is marked interrupted by whoever looks next.
          forget(job.id)
          onFault(error, job)
        },
      )
      changes.tell()
      return job
    },
    list({ limit = 100, active = false } = {}) {
      for (const [id, job] of running) guarded(id, () => job.flush())
      return table.list(limit, active)
    },
    show: (id) => ({ job: known(id), log: table.log(id) }),
    cancel(id) {
      // First of all, so that the work ends even where its row cannot be written.
      running.get(id)?.cancel()
      markGone()
      const asked = state.write(() => {
        const job = known(id)
        if (job.finishedAt === null) return table.change(id, { state: 'cancelling', cancelRequested: true })
        throw new ProvostError('job.not-running', `“${job.title}” has ended already: ${job.state}.`, { detail: job.outcome ?? '' })
      })
      changes.tell()
      return asked
    },
    watch: (signal) => watch(table, changes, signal),
    settled(id) {
      const own = running.get(id)
      if (own) return own.settled
      return new Promise((resolve, reject) => {
        const look = (): void => {
          try {
            const job = known(id)
            if (job.finishedAt === null) return
            resolve(job)
          } catch (error) {
            reject(error)
          }
          unheard()
        }
        const unheard = changes.listen(look)
        look()
      })
    },
    fileOf(id) {
      const { title } = known(id)
      const file = table.file(id)
      if (!file) throw new ProvostError('job.no-file', `“${title}” made no file.`)
      if (!existsSync(file.path)) {
        throw new ProvostError('job.no-file', `The file of “${title}” is gone.`, { detail: file.path, remedy: ['Run the export again.'] })
      }
      return file
    },
    takenUp(id) {
      const job = table.find(id)
      if (job?.state !== 'interrupted') return
      const { title, detail } = interruption(job)
      state.dismissNotice(title, detail)
    },
    async close() {
      clearInterval(beat)
      const open = [...running.values()]
      for (const job of open) job.interrupt()
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeWithinMs)
      })
      await Promise.race([Promise.allSettled(open.map((job) => job.settled)), late])
      clearTimeout(timer)
      deaf?.()
    },
  }
}
