import type { Job } from '#contract/jobs.ts'
import type { ElectronModule } from './electron-module.ts'

const ended: Readonly<Partial<Record<Job['state'], string>>> = { done: 'is done', failed: 'failed', interrupted: 'was interrupted' }

export interface NotifyJobsOptions {
  readonly jobs: { watch(signal?: AbortSignal): AsyncIterable<Job> }
  readonly operator: string
  readonly isWatching: () => boolean
  readonly onClick: () => void
  readonly signal: AbortSignal
}

/** Tells the operator, by the desktop's own notification, that a job of theirs has ended while they looked elsewhere. */
export async function notifyJobs({ Notification }: Pick<ElectronModule, 'Notification'>, options: NotifyJobsOptions): Promise<void> {
  const running = new Set<string>()
  for await (const job of options.jobs.watch(options.signal)) {
    const words = ended[job.state]
    if (words === undefined) {
      running.add(job.id)
      continue
    }
    const wasRunning = running.delete(job.id)
    if (!wasRunning || job.operator !== options.operator || options.isWatching() || !Notification.isSupported()) continue
    const notification = new Notification({ title: `${job.title} ${words}`, body: job.problem?.title ?? job.outcome ?? '' })
    notification.on('click', options.onClick)
    notification.show()
  }
}
