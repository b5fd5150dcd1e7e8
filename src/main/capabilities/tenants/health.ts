import type { TenantFacts } from '#contract/tenants.ts'

/**
 * How a tenant is, from what was found there. No answer is not known to be broken; failing means the LMS's own tables are
 * missing or the database answered with an error; degraded works and needs somebody: behind its blueprint, ahead of it, or a foreign key without an index.
 */
export const healthOf = (
  found: Pick<TenantFacts, 'adapter' | 'missing' | 'behind' | 'unindexedForeignKeys' | 'problem'>,
): TenantFacts['health'] => {
  if (found.problem !== null) return isUnreachable(found.problem.code) ? 'no-answer' : 'failing'
  if (found.adapter === null) return 'not-watched'
  const missingTables = found.missing.filter((name) => !name.includes('.'))
  // A schema that is behind lacks what is still to come: that is said once, as behind.
  if (missingTables.length > 0 && !((found.behind ?? 0) > 0)) return 'failing'
  return (found.behind ?? 0) !== 0 || found.unindexedForeignKeys.length > 0 || missingTables.length > 0 ? 'degraded' : 'healthy'
}

const isUnreachable = (code: string): boolean =>
  ['host-not-found', 'refused', 'timeout', 'unreachable', 'reset', 'starting-up', 'ssh-failed', 'too-many-connections', 'busy'].some(
    (end) => code === `connection.${end}`,
  ) || code === 'call.deadline'
