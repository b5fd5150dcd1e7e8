import type { Tenant, TenantFacts } from '#contract/tenants.ts'
import { healthOrder } from './tenant-words.ts'

/** A tenant with what its database said, as far as it has been looked at. */
export interface TenantRow {
  /** Its domain: what the row is known by. */
  readonly id: string
  readonly tenant: Tenant
  readonly facts: TenantFacts | null
  /** Being looked at now. */
  readonly pending: boolean
}

/** Whether a database can be looked at: one that waits for approval has none. */
export const hasDatabase = ({ tenant }: Pick<TenantRow, 'tenant'>): boolean => tenant.connection !== null

/** What was found, else what the registry last wrote down. */
export const versionOf = ({ tenant, facts }: Pick<TenantRow, 'tenant' | 'facts'>): string | null =>
  facts?.schemaVersion ?? tenant.schemaVersion
export const serverOf = ({ tenant, facts }: Pick<TenantRow, 'tenant' | 'facts'>): string | null => tenant.server ?? facts?.server ?? null

/** Where the tenant stands in worst first; what was not looked at comes after trouble and before health. */
export function gravity({ facts, tenant }: Pick<TenantRow, 'tenant' | 'facts'>): number {
  if (facts !== null) {
    const rank = healthOrder.indexOf(facts.health)
    return facts.health === 'healthy' ? rank + 1 : rank
  }
  return tenant.connection === null ? healthOrder.length - 1 : healthOrder.length - 0.5
}

/** Whether somebody should look: it fails, does not answer, is degraded or waits for approval. */
export const needsAttention = (row: Pick<TenantRow, 'tenant' | 'facts'>): boolean =>
  row.facts?.health === 'failing' ||
  row.facts?.health === 'no-answer' ||
  row.facts?.health === 'degraded' ||
  row.tenant.status === 'PENDING_APPROVAL'

export const isBehind = ({ facts }: Pick<TenantRow, 'facts'>): boolean => (facts?.behind ?? 0) > 0
