import type { EngineKind } from '#contract/connections.ts'
import type { MigrationTarget } from '#contract/migrations.ts'
import type { AbsentTarget } from './select-targets.ts'

/** A tenant without a database, as plans and runs name it: nobody shall have to wonder where it is. */
export const absentTarget = ({ tenant: { domain, name, server } }: AbsentTarget, engine: EngineKind | undefined): MigrationTarget => ({
  target: domain,
  reference: { kind: 'tenant', domain },
  name,
  server: server ?? '',
  engine: engine ?? 'postgres',
})
