import type { Domain } from '#contract/ids.ts'
import type { Tenant, TenantFacts } from '#contract/tenants.ts'
import { lookAtDatabase, notWatched } from './look-at-database.ts'
import type { TenantServices } from './tenant-services.ts'

/** How many databases are looked at together. */
const together = 8

const isWatched = (tenant: Tenant): boolean =>
  tenant.database !== null && tenant.connection !== null && tenant.status !== 'ARCHIVED' && tenant.status !== 'DELETED'

/** Looks at one tenant and keeps what was found. */
export const surveyTenant = async (services: TenantServices, tenant: Tenant, signal: AbortSignal): Promise<TenantFacts> => {
  const { sessions, tenants, clock } = services
  if (!isWatched(tenant)) return notWatched(tenant.domain, clock)
  const facts = await lookAtDatabase(tenant, () => sessions.open({ kind: 'tenant', domain: tenant.domain }).database, clock, signal)
  tenants.keepFacts(facts)
  if (facts.problem === null && facts.schemaVersion !== tenant.schemaVersion) tenants.setSchemaVersion(tenant.domain, facts.schemaVersion)
  return facts
}

const isYoung = (facts: TenantFacts, maxAgeMs: number, clock: () => Date): boolean =>
  maxAgeMs > 0 && clock().getTime() - Date.parse(facts.checkedAt) <= maxAgeMs

/**
 * Yields the facts of each tenant as they are known, a bounded number asked for at once. Ends, and lets go of what is still
 * under way, when the signal says so or whoever listens stops.
 */
export async function* survey(
  services: TenantServices,
  { domains, maxAgeMs }: { readonly domains?: readonly Domain[] | undefined; readonly maxAgeMs: number },
  signal: AbortSignal,
): AsyncGenerator<TenantFacts> {
  const { tenants, clock } = services
  const asked = domains === undefined ? tenants.list() : domains.map((domain) => tenants.get(domain))
  const waiting: Tenant[] = []
  for (const tenant of asked) {
    const kept = tenants.facts(tenant.domain)
    if (kept !== null && isYoung(kept, maxAgeMs, clock)) yield kept
    else waiting.push(tenant)
  }
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const running = new Map<Domain, Promise<TenantFacts>>()
  try {
    while (waiting.length > 0 || running.size > 0) {
      signal.throwIfAborted()
      while (running.size < together) {
        const tenant = waiting.shift()
        if (tenant === undefined) break
        running.set(tenant.domain, surveyTenant(services, tenant, either))
      }
      const facts = await Promise.race(running.values())
      running.delete(facts.domain)
      yield facts
    }
  } finally {
    stop.abort()
    await Promise.allSettled(running.values())
  }
}
