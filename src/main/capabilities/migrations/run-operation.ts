import { ProvostError } from '#contract/errors.ts'
import type { RunLimits } from '#contract/migrations.ts'
import type { FleetOperation, RunPlan } from '../../fleet/runs/index.ts'
import type { MigrationServices } from './migration-services.ts'
import { onTarget, passwordsOnce } from './open-work.ts'
import { workLimitsOf } from './run-limits.ts'
import type { SourceSnapshot } from './sources/snapshot.ts'
import { sourceFrom } from './sources/snapshot.ts'
import type { RollbackTo } from './tool.ts'
import { toolOf } from './tools.ts'

/** What a run of migrations is made again from, by whichever console goes on with it. */
export interface MigrationRunBody {
  readonly way: { readonly kind: 'apply'; readonly to: string | null } | { readonly kind: 'rollback'; readonly to: RollbackTo }
  readonly source: SourceSnapshot
  readonly operator: string
  readonly roles: readonly string[]
  readonly waived: readonly string[]
}

/** Refused where the tenant's standing changed since the run was planned. */
const standing = (services: Pick<MigrationServices, 'tenants'>, domain: string): string | null => {
  const tenant = services.tenants.find(domain)
  if (tenant === null) return 'not a tenant any more'
  return tenant.status === 'APPROVED' ? null : `${tenant.status.toLowerCase().replaceAll('_', ' ')} since the run was planned`
}

/** The operation of a run, by the plan it was begun with. */
export const migrationOperation = (services: MigrationServices, { body }: RunPlan, limits: RunLimits): FleetOperation => {
  // Written by `begin` in this folder, and read by nobody else.
  const { way, source: snapshot, operator, roles, waived } = body as MigrationRunBody
  const passwords = passwordsOnce(services)
  const source = sourceFrom(snapshot)
  // It is told by each target that asks for it; nobody may ask.
  source.catch(() => undefined)
  const tool = toolOf(snapshot.tool)
  return {
    async perform({ target, reference, engine }, { signal, log }) {
      const gone = reference.kind === 'tenant' ? standing(services, reference.domain) : null
      if (gone !== null) return { skipped: gone }
      const { record, config } = services.sessions.locate(reference)
      if (record.connection.external || !record.connection.readWrite) {
        return { skipped: record.connection.external ? 'external: its LMS owns the schema' : 'behind a read-only connection' }
      }
      if (config.engine !== engine)
        throw new ProvostError('migration.plan-changed', `${target} is now on another engine than when the run was planned.`)
      const spec = { source: await source, operator, limits: workLimitsOf(limits), waived, passwords, signal, log }
      const { done, version } = await onTarget(services, { target }, { record, config }, spec, async (work) => {
        const done = way.kind === 'apply' ? await tool.apply(work, way.to) : await tool.rollback(work, way.to)
        if (reference.kind !== 'tenant' || done.length === 0) return { done, version: undefined }
        const rows = await tool.history(work.reader, await work.tables(), { signal })
        return { done, version: rows?.findLast(({ state }) => state === 'applied' || state === 'baseline')?.version ?? null }
      })
      // The registry's memory of where a tenant stands, for lists; the ledger stays the truth.
      if (reference.kind === 'tenant' && version !== undefined) services.tenants.setSchemaVersion(reference.domain, version)
      return { applied: done }
    },
    ended({ id, state, counts, halted }) {
      services.audit.append({
        operator,
        roles,
        action: `migration.${way.kind}-ended`,
        target: id,
        outcome: state === 'done' ? 'done' : 'failed',
        detail: { state, ...counts, ...(halted === null ? {} : { halted }) },
      })
    },
  }
}
