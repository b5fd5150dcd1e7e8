import type { AuditLog } from '../../foundation/audit/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'

export interface AuditServices {
  readonly audit: AuditLog
}

/** The audit log: read, proven, copied. Nothing here writes to it but the copying, which is itself an act. */
export const createAuditRouter = ({ audit }: AuditServices) => ({
  list: bridge.audit.list.handler(({ input }) => audit.list(input)),

  verify: bridge.audit.verify.handler(({ context }) => audit.verifyInSteps(context.signal)),

  export: bridge.audit.export.handler(({ input, context: { caller } }) => {
    audit.append({
      operator: caller.operator.name,
      roles: caller.operator.roles,
      action: 'audit.export',
      outcome: 'done',
      detail: { after: input.after, limit: input.limit },
    })
    return audit.after(input.after, input.limit)
  }),
})
