import { type ErrorCode, ProvostError } from '#contract/errors.ts'
import type { Domain } from '#contract/ids.ts'
import type { RunLimits } from '#contract/migrations.ts'
import type { FleetOperation, RunPlan } from '../../fleet/runs/index.ts'
import type { MigrationServices } from './migration-services.ts'
import { onTarget, passwordsOnce } from './open-work.ts'
import type { Destinations } from './rollback-destinations.ts'
import { workLimitsOf } from './run-limits.ts'
import type { SourceSnapshot } from './sources/snapshot.ts'
import { sourceFrom } from './sources/snapshot.ts'
import { spellingOut } from './spelled-out.ts'
import type { RollbackTo } from './tool.ts'
import { toolOf } from './tools.ts'
import { whenThereIsRoom } from './when-there-is-room.ts'

/** What a run of migrations is made again from, by whichever console goes on with it. */
export interface MigrationRunBody {
  readonly way:
    | { readonly kind: 'apply'; readonly to: string | null }
    /** `stays` is where `to` led when the run was begun: by it a target that is gone on with goes no further. */
    | { readonly kind: 'rollback'; readonly to: RollbackTo; readonly stays?: Destinations }
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

const destinationOf = ({ to, stays = {} }: Extract<MigrationRunBody['way'], { kind: 'rollback' }>, target: string): RollbackTo => {
  const version = Object.hasOwn(stays, target) ? stays[target] : undefined
  return version === undefined ? to : { version }
}

const unreached = new Set<ErrorCode>([
  'connection.host-not-found',
  'connection.refused',
  'connection.timeout',
  'connection.unreachable',
  'connection.starting-up',
  'connection.ssh-failed',
])

/** A database that cannot be reached is no failure of its migration. A file is only met when it is first read. */
const isUnreached = ({ code }: ProvostError, opened: boolean): boolean =>
  code === 'connection.file-missing' || (!opened && unreached.has(code))

/** The operation of a run, by the plan it was begun with. */
export const migrationOperation = (services: MigrationServices, { body }: RunPlan, limits: RunLimits): FleetOperation => {
  // Written by `begin` in this folder, and read by nobody else.
  const { way, source: snapshot, operator, roles, waived } = body as MigrationRunBody
  const passwords = passwordsOnce(services)
  const source = sourceFrom(snapshot)
  // It is told by each target that asks for it; nobody may ask.
  source.catch(() => undefined)
  const tool = toolOf(snapshot.tool)
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
      }
      const place = { record, config }
      let opened = false
      const told = { target: { target, reference }, source: spec.source, run }
      const work = () =>
        onTarget(services, { target }, place, spec, async (on) => {
          opened = true
          const done = await spellingOut(told, () =>
            way.kind === 'apply' ? tool.apply(on, way.to) : tool.rollback(on, destinationOf(way, target)),
          )
          if (reference.kind !== 'tenant' || version !== undefined || done.length === 0) return done
          const rows = await tool.history(on.reader, await on.tables(), { signal })
          version = rows?.findLast(({ state }) => state === 'applied' || state === 'baseline')?.version ?? null
          return done
        })
      const outcome = await whenThereIsRoom(work, { isOpen: () => opened, patienceMs: spec.limits.lockPatienceMs, signal, log }).catch(
        (error: unknown) => {
          if (error instanceof ProvostError && isUnreached(error, opened)) return error
          throw error
        },
      )
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
