import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import type { RoleEvidence } from '../probe/index.ts'
import { postgresEvidence } from './privileges.ts'

/**
 * Whether a role can write in this database, as it would see it itself: this session becomes the role and asks the catalogue.
 * The database is a pool of one session, which is of no other use afterwards. Null where this login may not become the role.
 */
export const postgresRoleEvidence = async (
  database: Database,
  config: EngineConfig,
  role: string,
  options: RunOptions = {},
): Promise<RoleEvidence | null> => {
  const ask = (sql: string, parameters: readonly unknown[] = []) => database.read({ sql, parameters }, options)
  const { rows: may } = await ask('select pg_has_role(oid, $2) from pg_roles where rolname = $1', [role, 'MEMBER'])
  if (may[0]?.[0] !== true) return null
  await ask(`set role "${role.replaceAll('"', '""')}"`)
  // Behind a pooler the next statement may run in another session.
  const { rows: now } = await ask('select current_user::text')
  return String(now[0]?.[0]) === role ? postgresEvidence(database, config, options) : null
}
