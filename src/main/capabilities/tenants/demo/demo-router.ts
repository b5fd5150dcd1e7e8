import type { AuditLog } from '../../../foundation/audit/index.ts'
import { bridge } from '../../../foundation/bridge/index.ts'
import type { StartChild } from '../../../foundation/processes/index.ts'
import { productVersion } from '../../../foundation/product/index.ts'
import type { State } from '../../../foundation/state/index.ts'
import { createDemoCampus } from './create-demo-campus.ts'

export interface DemoServices {
  readonly state: State
  readonly audit: AuditLog
  readonly clock: () => Date
  readonly startChild: StartChild
}

/** The `demo` part of the bridge. */
export const createDemoRouter = ({ state, audit, clock, startChild }: DemoServices) => ({
  create: bridge.demo.create.handler(async ({ input, context }) => {
    const started = performance.now()
    const { name, roles } = context.caller.operator
    const made = await createDemoCampus({
      state,
      tenants: input.tenants,
      clock,
      startChild,
      provostVersion: productVersion,
      signal: context.signal,
    })
    audit.append({
      operator: name,
      roles,
      action: 'demo.create',
      target: made.workspace,
      outcome: 'done',
      detail: { tenants: made.tenants, people: made.people },
    })
    return { ...made, ms: Math.round(performance.now() - started) }
  }),
})
