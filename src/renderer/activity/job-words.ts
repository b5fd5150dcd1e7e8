import type { Job, JobState } from '#contract/jobs.ts'
import { formatCount, formatDuration, type GlyphName, type Tone } from '../ui/index.ts'

/** Each state's glyph, tone and word. */
export const jobState: Readonly<Record<JobState, { readonly glyph: GlyphName; readonly tone: Tone; readonly word: string }>> = {
  pending: { glyph: 'wait', tone: 'quiet', word: 'Pending' },
  running: { glyph: 'running', tone: 'accent', word: 'Running' },
  cancelling: { glyph: 'running', tone: 'quiet', word: 'Cancelling' },
  done: { glyph: 'ok', tone: 'ok', word: 'Done' },
  failed: { glyph: 'fail', tone: 'fail', word: 'Failed' },
  cancelled: { glyph: 'skip', tone: 'faint', word: 'Cancelled' },
  interrupted: { glyph: 'warn', tone: 'warn', word: 'Interrupted' },
}

const elapsed = (job: Job, now: number): number | null =>
  job.startedAt === null ? null : (job.finishedAt === null ? now : Date.parse(job.finishedAt)) - Date.parse(job.startedAt)

/** How far a job is, how fast, and how long it still takes: "412,000 of 1,284,907 rows, 21,000 a second, 41 s left". */
export function jobProgress(job: Job, now: number): string {
  const ms = elapsed(job, now)
  const of = job.total === null ? formatCount(job.done) : `${formatCount(job.done)} of ${formatCount(job.total)}`
  const amount = `${of} ${job.unit}`
  if (job.state !== 'running' || ms === null || ms < 1500 || job.done === 0) return amount
  const rate = job.done / (ms / 1000)
  const pace = `${rate >= 10 ? formatCount(Math.round(rate)) : rate.toFixed(1)} a second`
  const left = job.total === null ? null : ((job.total - job.done) / rate) * 1000
  return left === null ? `${amount}, ${pace}` : `${amount}, ${pace}, ${formatDuration(Math.max(1000, left))} left`
}

/** The second line of a job: what came of it, or how far it is. */
export function jobLine(job: Job, now: number): string {
  if (job.problem !== null) return job.problem.title
  if (job.outcome !== null) return job.outcome
  if (job.state === 'interrupted') return 'The console that ran it ended. Start it again.'
  return jobProgress(job, now)
}

/** The share in per cent, where the total is known. */
export const jobShare = (job: Job): string | null =>
  job.total === null || job.total === 0 ? null : `${Math.min(100, Math.floor((job.done / job.total) * 100))} %`

/** How long it took or has taken; null before it began. */
export const jobTook = (job: Job, now: number): string | null => {
  const ms = elapsed(job, now)
  return ms === null ? null : formatDuration(ms)
}
