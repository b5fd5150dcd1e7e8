import { alerts } from './alerts.ts'
import { audit } from './audit.ts'
import { connectionAccess } from './connection-access.ts'
import { connectionFiles } from './connection-files.ts'
import { connections } from './connections.ts'
import { jobs } from './jobs.ts'
import { migrations } from './migrations.ts'
import { registrar } from './registrar.ts'
import { tables } from './tables.ts'
import { demo, tenants } from './tenants.ts'
import { operators, workspace } from './workspace.ts'

/** The bridge: everything the console can be asked. Every host carries it, and nothing else. */
export const contract = {
  workspace,
  operators,
  connections: { ...connections, ...connectionFiles, ...connectionAccess },
  tables,
  tenants,
  migrations,
  registrar,
  jobs,
  alerts,
  audit,
  demo,
}
export type Contract = typeof contract
