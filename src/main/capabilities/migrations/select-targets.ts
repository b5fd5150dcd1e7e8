import { realpathSync } from 'node:fs'
import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { TargetReference } from '#contract/ids.ts'
import type { MigrationTarget, TargetSelection } from '#contract/migrations.ts'
import type { Tenant } from '#contract/tenants.ts'
import type { EngineConfig } from '../../engines/index.ts'
import { type ConnectionRecord, serverLabel } from '../../fleet/registry/index.ts'
import type { MigrationServices } from './migration-services.ts'

/** A target of a selection: where it lives, or why it is passed over. */
export interface SelectedTarget {
  readonly target: MigrationTarget
  readonly record: ConnectionRecord
  /** Of the target's own database. */
  readonly config: EngineConfig
  readonly tenant: Tenant | null
  /** Named one by one, not met through a group or `all`. */
  readonly named: boolean
  /** Why it is passed over; null where it is worked on. */
  readonly skipped: string | null
}

/** A tenant that has no database to work on, so nothing more is known of it. */
export interface AbsentTarget {
  readonly tenant: Tenant
  /** Named one by one, not met through a group or `all`. */
  readonly named: boolean
  readonly skipped: string
}

export interface Selected {
  readonly targets: readonly SelectedTarget[]
  readonly absent: readonly AbsentTarget[]
}

/** Those on whom something is done. */
export const workedOn = ({ targets }: Pick<Selected, 'targets'>): readonly SelectedTarget[] =>
  targets.filter(({ skipped }) => skipped === null)

export const enginesOf = (targets: readonly SelectedTarget[]): readonly EngineKind[] => [
  ...new Set(targets.map(({ config }) => config.engine)),
]

const whyNot = (tenant: Tenant): string | null => {
  if (tenant.status === 'APPROVED') return null
  return {
    PENDING_APPROVAL: 'waits for approval: it has no database yet',
    SUSPENDED: 'suspended',
    ARCHIVED: 'archived',
    DELETED: 'deleted',
  }[tenant.status]
}

const fileOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    // A file that is not there is told when it is opened.
    return path
  }
}

/** What a database is, by whatever name it was come to: a tenant and its own connection are one target. */
const identityOf = (config: EngineConfig): string =>
  config.engine === 'sqlite'
    ? `file:${fileOf(config.path)}`
    : `${config.engine}://${config.host.toLowerCase()}:${config.port}/${config.database}`

/**
 * The targets of a selection, each database once.
 * @throws ProvostError `migration.nothing-selected`, `tenant.unknown`, `tenant.group-unknown`, `connection.unknown`
 */
export const selectTargets = (
  { tenants, sessions }: Pick<MigrationServices, 'tenants' | 'sessions'>,
  selection: TargetSelection,
): Selected => {
  const chosen = new Map<string, { readonly tenant: Tenant; readonly named: boolean }>()
  for (const domain of selection.tenants) chosen.set(domain, { tenant: tenants.get(domain), named: true })
  const groups = tenants.groups()
  for (const name of selection.groups) {
    const group = groups.find((each) => each.name === name)
    if (group === undefined)
      throw new ProvostError('tenant.group-unknown', `No group is named ${name}.`, {
        remedy: ['List the groups: provost tenant group list'],
      })
    for (const domain of group.domains) if (!chosen.has(domain)) chosen.set(domain, { tenant: tenants.get(domain), named: false })
  }
  if (selection.all)
    for (const tenant of tenants.list()) if (!chosen.has(tenant.domain)) chosen.set(tenant.domain, { tenant, named: false })

  const found = new Map<string, SelectedTarget>()
  const absent: AbsentTarget[] = []
  const add = (reference: TargetReference, named: boolean): void => {
    const { record, config, tenant, label } = sessions.locate(reference)
    const target: MigrationTarget = {
      target: label,
      reference,
      name: tenant?.name ?? label,
      server: serverLabel(record),
      engine: config.engine,
    }
    const other = found.get(identityOf(config))
    const skipped = tenant === null ? null : whyNot(tenant)
    if (other === undefined) found.set(identityOf(config), { target, record, config, tenant, named, skipped })
    // Another name of a database that is there already: worked on once, and told of where somebody asked for it by name.
    else if (named && other.target.target !== label)
      found.set(label, { target, record, config, tenant, named: false, skipped: skipped ?? `the same database as ${other.target.target}` })
  }
  for (const { tenant, named } of chosen.values()) {
    if (tenant.connection === null || tenant.database === null) {
      absent.push({ tenant, named, skipped: whyNot(tenant) ?? 'has no database' })
    } else add({ kind: 'tenant', domain: tenant.domain }, named)
  }
  for (const { connection, database } of selection.connections)
    add({ kind: 'connection', connection, ...(database === undefined ? {} : { database }) }, true)

  if (found.size === 0 && absent.length === 0) {
    if (selection.all || selection.groups.length > 0) {
      throw new ProvostError('migration.nothing-selected', 'There is no tenant to work on.', {
        detail: selection.all ? 'The workspace has no tenants.' : `The groups ${selection.groups.join(', ')} are empty.`,
        remedy: [
          'Adopt a database as a tenant: provost tenant adopt DOMAIN --database CONNECTION/DATABASE',
          'Or name connections: --connection NAME',
        ],
      })
    }
    throw new ProvostError('migration.nothing-selected', 'No tenant and no connection was chosen.', {
      remedy: ['Name some: --tenant DOMAIN, --group GROUP, --connection NAME', 'Or take every tenant: --all'],
    })
  }
  return { targets: [...found.values()], absent }
}
