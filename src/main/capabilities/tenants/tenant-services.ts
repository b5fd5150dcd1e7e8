import type { ConnectionBook, TenantRegistry } from '../../fleet/registry/index.ts'
import type { Sessions } from '../../fleet/sessions/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'
import type { State } from '../../foundation/state/index.ts'

/** What the tenants' part of the console works with. */
export interface TenantServices {
  readonly state: State
  readonly book: ConnectionBook
  readonly tenants: TenantRegistry
  readonly sessions: Sessions
  readonly audit: AuditLog
  readonly clock: () => Date
}
