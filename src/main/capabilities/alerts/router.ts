import type { Alerts } from '../../foundation/alerts/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'

export interface AlertServices {
  readonly alerts: Alerts
  readonly audit: AuditLog
}

/** What a person should know without asking: listed, watched, and put away by whoever has seen it. */
export const createAlertsRouter = ({ alerts, audit }: AlertServices) => ({
  list: bridge.alerts.list.handler(({ input }) => alerts.list(input)),

  watch: bridge.alerts.watch.handler(({ context }) => alerts.watch(context.signal)),

  acknowledge: bridge.alerts.acknowledge.handler(({ input, context }) => {
    const { name, roles } = context.caller.operator
    const alert = alerts.acknowledge(input.id, name)
    if (alert.acknowledgedBy === name) {
      const detail = { id: alert.id, title: alert.title }
      audit.append({ operator: name, roles, action: 'alert.acknowledge', target: alert.subject, outcome: 'done', detail })
    }
    return alert
  }),
})
