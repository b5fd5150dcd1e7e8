import type { EngineKind } from '#contract/connections.ts'
import type { MigrationTarget } from '#contract/migrations.ts'
import type { MigrationServices } from './migration-services.ts'
import type { AbsentTarget } from './select-targets.ts'

/** A tenant without a database, as plans and runs name it: nobody shall have to wonder where it is. */
export const absentTarget = (
  { domain }: AbsentTarget,
  { tenants }: Pick<MigrationServices, 'tenants'>,
  engine: EngineKind | undefined,
): MigrationTarget => {
  const { domain: known, name, server } = tenants.get(domain)
  return {
    target: domain,
    reference: { kind: 'tenant', domain: known },
    name,
    server: server ?? '',
    engine: engine ?? 'postgres',
  }
}
