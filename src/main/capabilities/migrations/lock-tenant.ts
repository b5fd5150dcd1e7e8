import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import { holdLock } from '../../foundation/state/index.ts'
import { takeTenantLock } from './own/index.ts'
import type { WorkOn } from './tool.ts'

/**
 * Keeps other consoles from migrating the same database while another tool's migrations are run. On a server it is a lock of our
 * session, which ends with it. A SQLite file's own lock ends with each of their statements (and is what alembic has to take), so
 * another file stands for it; that one keeps consoles of this machine apart. Gives what lets go.
 */
export const lockTenant = async (work: WorkOn): Promise<() => void> => {
  const { config, limits } = work
  if (config.engine !== 'sqlite') {
    await takeTenantLock(work)
    return () => {}
  }
  const path = await realpath(config.path).catch(() => config.path)
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24)
  try {
    return await holdLock(join(tmpdir(), `provost-${userInfo().username}-${name}.lock`), limits.lockPatienceMs)
  } catch (error) {
    throw new ProvostError('migration.locked', `Somebody else is migrating ${work.label}.`, {
      detail: error instanceof Error ? error.message : String(error),
      remedy: ['Wait until the other run is done, then resume this one.'],
      retryable: true,
      cause: error,
    })
  }
}
