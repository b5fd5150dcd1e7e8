import { createHash } from 'node:crypto'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig, SessionLock } from '../../../engines/index.ts'
import type { WorkOn } from '../tool.ts'

/** One migration at a time in a database, whoever starts it. Any number would do; it must only never change. */
const advisoryKey = 5_786_921_347_021n

/** A user lock is of the whole server and at most 64 characters long, so a long name of a database is told by its hash. */
const userLock = (database: string): string => {
  const plain = `provost:${database}`
  return plain.length <= 64 ? plain : `provost:${createHash('sha256').update(database, 'utf8').digest('hex').slice(0, 48)}`
}

export const tenantLock = (config: EngineConfig): SessionLock => ({
  postgres: advisoryKey,
  mysql: userLock(config.engine === 'sqlite' ? config.path : config.database),
})

/**
 * Takes the tenant's lock for the session; it ends with it.
 * @throws ProvostError `migration.locked`
 */
export const takeTenantLock = async ({ session, config, limits, signal, label }: WorkOn): Promise<void> => {
  if (await session.lock(tenantLock(config), limits.lockPatienceMs, signal)) return
  throw new ProvostError('migration.locked', `Somebody else is migrating ${label}.`, {
    detail: `The lock of its database was not free for ${Math.round(limits.lockPatienceMs / 1000)} s.`,
    remedy: [
      'Wait until the other run is done, then resume this one.',
      'A killed console’s lock goes when the server notices that its session is gone.',
    ],
    retryable: true,
  })
}
