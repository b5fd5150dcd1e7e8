import type { ConnectionBook, TenantRegistry } from '../../fleet/registry/index.ts'
import type { Runs } from '../../fleet/runs/index.ts'
import type { Sessions } from '../../fleet/sessions/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'
import type { Jobs } from '../../foundation/jobs/index.ts'
import type { StartChild } from '../../foundation/processes/index.ts'
import type { State } from '../../foundation/state/index.ts'

/** What the migrations' part of the console works with. */
export interface MigrationServices {
  readonly state: State
  readonly book: ConnectionBook
  readonly tenants: TenantRegistry
  readonly sessions: Sessions
  readonly runs: Runs
  readonly jobs: Jobs
  readonly audit: AuditLog
  readonly clock: () => Date
  readonly startChild: StartChild
  /** The workspace. */
  readonly directory: string
}
