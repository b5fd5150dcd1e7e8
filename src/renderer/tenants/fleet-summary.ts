import { hasDatabase, serverOf, type TenantRow } from './tenant-row.ts'
import { type Health, schemaStateOf } from './tenant-words.ts'

/** A sum and of how many rows it is: a sum is never shown without that. */
export interface Sum {
  readonly value: number
  readonly of: number
}

export interface FleetSummary {
  /** Tenants that have a database. */
  readonly databases: number
  readonly lookedAt: number
  readonly health: Readonly<Record<Health, number>>
  readonly schema: { readonly current: number; readonly behind: number; readonly ahead: number; readonly known: number }
  readonly people: Sum
  readonly openWithdrawals: Sum
  readonly bytes: Sum
  readonly servers: number
}

const sumOf = (rows: readonly TenantRow[], value: (row: TenantRow) => number | null | undefined): Sum => {
  const known = rows.map(value).filter((each) => typeof each === 'number')
  return { value: known.reduce((sum, each) => sum + each, 0), of: known.length }
}

/** What is known of the fleet now, and of how much of it. */
export function fleetSummary(rows: readonly TenantRow[]): FleetSummary {
  const withDatabase = rows.filter(hasDatabase)
  const looked = withDatabase.filter(({ facts }) => facts !== null)
  const health: Record<Health, number> = { healthy: 0, degraded: 0, failing: 0, 'no-answer': 0, 'not-watched': 0 }
  const schema = { current: 0, behind: 0, ahead: 0, known: 0 }
  for (const { facts } of looked) {
    if (facts === null) continue
    health[facts.health] += 1
    const state = schemaStateOf(facts.behind)
    if (state === 'unknown') continue
    schema[state] += 1
    schema.known += 1
  }
  return {
    databases: withDatabase.length,
    lookedAt: looked.length,
    health,
    schema,
    people: sumOf(looked, ({ facts }) => facts?.people),
    openWithdrawals: sumOf(looked, ({ facts }) => facts?.openWithdrawals),
    bytes: sumOf(looked, ({ facts }) => facts?.bytes),
    servers: new Set(rows.map(serverOf).filter((server) => server !== null)).size,
  }
}
