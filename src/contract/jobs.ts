import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { instant, jobId } from './ids.ts'
import { problemSchema, procedure } from './procedure.ts'

export const jobStates = ['pending', 'running', 'cancelling', 'done', 'failed', 'cancelled', 'interrupted'] as const
export type JobState = (typeof jobStates)[number]

export const job = z.object({
  id: jobId,
  /** What sort of work: `export`, later `migration`, `backup`. */
  kind: z.string(),
  title: z.string(),
  state: z.enum(jobStates),
  /** Units done and in all; `total` null while unknown. `unit` is a plural noun: rows, tenants, bytes. */
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  operator: z.string(),
  /** Which console owns it: host name and process. */
  owner: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  heartbeatAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** What came of it, in one sentence. */
  outcome: z.string().nullable(),
  problem: problemSchema.nullable(),
  /** The file it made, where it made one: its name for a download. */
  file: z.object({ name: z.string(), bytes: z.number() }).nullable(),
})
export type Job = z.infer<typeof job>

export const jobLogLine = z.object({ at: instant, level: z.enum(['info', 'warning', 'error']), text: z.string() })
export type JobLogLine = z.infer<typeof jobLogLine>

export const jobs = {
  list: procedure('jobs.read')
    .input(z.object({ limit: z.int().min(1).max(500).default(100), active: z.boolean().optional() }))
    .output(z.object({ jobs: z.array(job) })),
  show: procedure('jobs.read')
    .input(z.object({ id: jobId }))
    .output(z.object({ job, log: z.array(jobLogLine) })),
  cancel: procedure('jobs.manage')
    .input(z.object({ id: jobId }))
    .output(z.object({ job })),
  /** Every job as it changes, beginning with those that are active. */
  watch: procedure('jobs.read', { deadlineMs: null }).output(eventIterator(job)),
}
