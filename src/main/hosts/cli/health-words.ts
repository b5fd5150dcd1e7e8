import type { ConnectionHealth } from '#contract/connections.ts'
import type { Tenant, TenantFacts, TenantStatus } from '#contract/tenants.ts'
import { table } from './output.ts'

export const noConnections = 'No connections yet. Add one: provost connection add NAME --url URL'

export const milliseconds = (ms: number | null): string | null => (ms === null ? null : `${ms.toFixed(1)} ms`)

/** How connections are, one line each. */
export const checkWords = (found: readonly ConnectionHealth[]): string =>
  found.length === 0
    ? noConnections
    : [
        table(
          ['connection', 'state', 'time', 'server', 'what'],
          found.map(({ connection, state, ms, server, problem }) => [
            connection,
            state,
            milliseconds(ms),
            server,
            problem?.title ?? 'answers',
          ]),
        ),
        ...found.flatMap(({ warnings }) => (warnings ?? []).map((words) => `warning: ${words}`)),
      ].join('\n')

/** Whether a tenant's database was asked, answered, and holds what it should, as far as it works. */
export const isWell = ({ health }: Pick<TenantFacts, 'health'>): boolean => health === 'healthy' || health === 'degraded'

const unaskedWords: Readonly<Record<TenantStatus, string>> = {
  PENDING_APPROVAL: 'waits for approval, and was not asked',
  APPROVED: 'has no database yet, and was not asked',
  SUSPENDED: 'has no database, and was not asked',
  ARCHIVED: 'is archived, and was not asked',
  DELETED: 'is deleted, and was not asked',
}

type Found = Pick<TenantFacts, 'health' | 'ms' | 'problem' | 'behind' | 'missing' | 'unindexedForeignKeys'>

const needs = ({ behind, missing, unindexedForeignKeys }: Found): string =>
  [
    ...(missing.length > 0
      ? [`lacks ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}`]
      : []),
    ...(behind === null || behind === 0 ? [] : [`is ${Math.abs(behind)} ${behind > 0 ? 'behind' : 'ahead of'} its blueprint`]),
    ...(unindexedForeignKeys.length > 0 ? [`has ${unindexedForeignKeys.length} foreign keys without an index`] : []),
  ].join(', ')

/** What was found of a tenant, in words: that it answers is told only where an answer came. */
export const foundWords = (status: TenantStatus, found: Found): string => {
  if (found.problem !== null) return found.problem.title
  if (found.ms === null) return unaskedWords[status]
  if (found.health === 'not-watched') return 'answers, and no LMS is recognised there'
  return found.health === 'healthy' ? 'answers' : `answers, and ${needs(found)}`
}

/** How a tenant's database is. */
export const tenantWords = (tenant: Pick<Tenant, 'status'>, found: readonly TenantFacts[]): string =>
  table(
    ['tenant', 'state', 'time', 'server', 'what'],
    found.map((facts) => [facts.domain, facts.health, milliseconds(facts.ms), facts.server, foundWords(tenant.status, facts)]),
  )
