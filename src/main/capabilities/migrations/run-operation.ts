import { type Problem, ProvostError } from '#contract/errors.ts'
import type { Domain } from '#contract/ids.ts'
import type { RunLimits } from '#contract/migrations.ts'
import type { FleetOperation, RunPlan } from '../../fleet/runs/index.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { type FrozenWays, frozenFor } from './frozen-ways.ts'
import { lintAdmission } from './lint-of-targets.ts'
import type { MigrationServices } from './migration-services.ts'
import { onTarget, passwordsOnce } from './open-work.ts'
import { workLimitsOf } from './run-limits.ts'
import type { SourceSnapshot } from './sources/snapshot.ts'
import { sourceFrom } from './sources/snapshot.ts'
import { spelledOut, spellingOut } from './spelled-out.ts'
import type { MigrationTool, RollbackTo, WorkOn } from './tool.ts'
import { toolOf } from './tools.ts'
import { isUnreached } from './unreached.ts'

/** What a run of migrations is made again from, by whichever console goes on with it. */
export interface MigrationRunBody {
  readonly way:
    | { readonly kind: 'apply'; readonly to: string | null }
    /** `ways` are what `to` meant for each target when the run was begun: nothing else is taken back. */
    | { readonly kind: 'rollback'; readonly to: RollbackTo; readonly ways?: FrozenWays }
  readonly source: SourceSnapshot
  readonly waived: readonly string[]
}

/** Refused where the tenant's standing changed since the run was planned. */
const standing = (services: Pick<MigrationServices, 'tenants'>, domain: string): string | null => {
  const tenant = services.tenants.find(domain)
  if (tenant === null) return 'not a tenant any more'
  return tenant.status === 'APPROVED' ? null : `${tenant.status.toLowerCase().replaceAll('_', ' ')} since the run was planned`
}

/** What is to be done on a target, or why that is not known. */
const changeOf = (
  way: MigrationRunBody['way'],
  tool: MigrationTool,
  target: string,
): ((on: WorkOn) => Promise<readonly string[]>) | Problem => {
  if (way.kind === 'apply') return (on) => tool.apply(on, way.to)
  const frozen = frozenFor(way.ways ?? {}, target, way.to)
  return 'problem' in frozen ? frozen.problem : (on) => tool.rollback(on, frozen)
}

/** The operation of a run, by the plan it was begun with; ledgers and the audit log name who called for it now. */
export const migrationOperation = (services: MigrationServices, { body }: RunPlan, limits: RunLimits, caller: Caller): FleetOperation => {
  // Written by `begin` in this folder, and read by nobody else.
  const { way, source: snapshot, waived } = body as MigrationRunBody
  const { name: operator, roles } = caller.operator
  const passwords = passwordsOnce(services)
  const source = sourceFrom(snapshot)
  // It is told by each target that asks for it; nobody may ask.
  source.catch(() => undefined)
  const tool = toolOf(snapshot.tool)
  const admit = lintAdmission(source, waived)
  const versions = new Map<Domain, string | null>()
  const straight = new Set<string>()
  const swept = new Set<string>()
  return {
    async perform({ target, reference, engine }, { run, signal, log, did }) {
      const gone = reference.kind === 'tenant' ? standing(services, reference.domain) : null
      if (gone !== null) return { skipped: gone, problem: null }
      const { record, config } = services.sessions.locate(reference)
      if (record.connection.external || !record.connection.readWrite) {
        return {
          skipped: record.connection.external ? 'external: its LMS owns the schema' : 'behind a read-only connection',
          problem: null,
        }
      }
      if (config.engine !== engine)
        throw new ProvostError('migration.plan-changed', `${target} is now on another engine than when the run was planned.`)
      const change = changeOf(way, tool, target)
      if (typeof change !== 'function') {
        const problem = spelledOut(change, { target: { target, reference }, source: snapshot, run })
        if (!isUnreached(problem, false)) throw ProvostError.from(problem)
        return { skipped: 'could not be reached when the rollback was begun', problem }
      }
      let version: string | null | undefined
      const stands = (newest: string | null): void => {
        version = newest
      }
      const spec = {
        source: await source,
        operator,
        limits: workLimitsOf(limits),
        waived,
        passwords,
        signal,
        log,
        straight,
        swept,
        did,
        stands,
        admit,
      }
      const place = { record, config }
      let opened = false
      const told = { target: { target, reference }, source: spec.source, run }
      const work = () =>
        onTarget(services, { target }, place, spec, async (on) => {
          opened = true
          const done = await spellingOut(told, () => change(on))
          if (reference.kind !== 'tenant' || version !== undefined || done.length === 0) return done
          const rows = await tool.history(on.reader, await on.tables(), { signal })
          version = rows?.findLast(({ state }) => state === 'applied' || state === 'baseline')?.version ?? null
          return done
        })
      const outcome = await work().catch((error: unknown) => {
        // Whom a cancelled run was about to reach is left as it was, for whoever goes on with it.
        if (error instanceof ProvostError && !signal.aborted && isUnreached(error, opened)) return error
        throw error
      })
      if (outcome instanceof ProvostError) return { skipped: 'could not be reached', problem: outcome.toJSON() }
      if (reference.kind === 'tenant' && version !== undefined) versions.set(reference.domain, version)
      return { applied: outcome }
    },
    noted() {
      // The registry's memory of where a tenant stands, for lists; the ledger stays the truth.
      for (const [domain, version] of versions) services.tenants.setSchemaVersion(domain, version)
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
