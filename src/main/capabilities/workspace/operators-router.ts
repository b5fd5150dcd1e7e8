import type { Access } from '../../foundation/access/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import type { State } from '../../foundation/state/index.ts'

export interface OperatorServices {
  readonly state: State
  readonly access: Access
  readonly audit: AuditLog
}

/** Who may work in this workspace, and as what. */
export const createOperatorsRouter = ({ state, access, audit }: OperatorServices) => ({
  list: bridge.operators.list.handler(() => ({ operators: access.list() })),

  add: bridge.operators.add.handler(({ input, context: { caller } }) =>
    state.write(() => {
      const operator = access.add(input.name, input.roles)
      audit.append({
        operator: caller.operator.name,
        roles: caller.operator.roles,
        action: 'operator.add',
        target: operator.name,
        outcome: 'done',
        detail: { roles: operator.roles },
      })
      return { operator }
    }),
  ),
})
