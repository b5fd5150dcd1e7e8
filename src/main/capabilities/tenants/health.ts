import type { TenantFacts } from '#contract/tenants.ts'

/**
 * How a tenant is, from what was found there. No answer is not known to be broken. Failing: it answers with an error, or a
 * table is gone that its own ledger says was made. Degraded works and needs somebody: its schema is behind its blueprint or
 * ahead of what is known, a table is missing, or a foreign key has no index.
 */
export const healthOf = (
  found: Pick<TenantFacts, 'adapter' | 'missing' | 'behind' | 'unindexedForeignKeys' | 'problem'>,
): TenantFacts['health'] => {
  if (found.problem !== null) return isUnreachable(found.problem.code) ? 'no-answer' : 'failing'
  if (found.adapter === null) return 'not-watched'
  const lacksTable = found.missing.some((name) => !name.includes('.'))
  if (found.behind === 0 && lacksTable) return 'failing'
  return lacksTable || (found.behind ?? 0) !== 0 || found.unindexedForeignKeys.length > 0 ? 'degraded' : 'healthy'
}

/** Problems that say nothing of the database itself: it was not reached, or not in time. */
const unreachable: readonly string[] = [
  'connection.host-not-found',
  'connection.refused',
  'connection.timeout',
  'connection.unreachable',
  'connection.reset',
  'connection.starting-up',
  'connection.ssh-failed',
  'connection.too-many-connections',
  'connection.busy',
  'query.timeout',
  'call.deadline',
]

const isUnreachable = (code: string): boolean => unreachable.includes(code)
