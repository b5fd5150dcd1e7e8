import type { AuditLog } from '../../foundation/audit/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import type { Jobs } from '../../foundation/jobs/index.ts'

export interface JobServices {
  readonly jobs: Jobs
  readonly audit: AuditLog
}

/** The jobs of every console of the workspace. */
export const createJobsRouter = ({ jobs, audit }: JobServices) => ({
  list: bridge.jobs.list.handler(({ input }) => ({ jobs: jobs.list(input) })),

  show: bridge.jobs.show.handler(({ input }) => jobs.show(input.id)),

  cancel: bridge.jobs.cancel.handler(({ input, context: { caller } }) => {
    const job = jobs.cancel(input.id)
    audit.append({
      operator: caller.operator.name,
      roles: caller.operator.roles,
      action: 'job.cancel',
      target: job.id,
      outcome: 'done',
      detail: { kind: job.kind, title: job.title, startedBy: job.operator },
    })
    return { job }
  }),

  watch: bridge.jobs.watch.handler(({ context }) => jobs.watch(context.signal)),
})
