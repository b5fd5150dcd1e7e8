import { realpath } from 'node:fs/promises'
import { ProvostError } from '#contract/errors.ts'
import { cancelled } from '../../foundation/processes/index.ts'
import { holdLockBeside } from '../../foundation/state/index.ts'
import { takeTenantLock } from './own/index.ts'
import { resumeRun } from './spelled-out.ts'
import type { WorkOn } from './tool.ts'

/**
 * Keeps other consoles from migrating the same database while another tool's migrations are run. On a server it is a lock of our
 * session, which ends with it. A SQLite file's own lock ends with each of their statements (and is what alembic has to take), so
 * another file beside it stands for it. Gives what lets go.
 * @throws ProvostError `migration.locked`
 */
export const lockTenant = async (work: WorkOn): Promise<() => void> => {
  const { config, limits, signal } = work
  if (config.engine !== 'sqlite') {
    await takeTenantLock(work)
    return () => {}
  }
  // By one name, however the connection names it; a file that is not there is told when it is opened.
  const path = await realpath(config.path).catch(() => config.path)
  const letGo = await holdLockBeside(path, limits.lockPatienceMs, signal)
  if (letGo !== null) return letGo
  if (signal.aborted) throw cancelled(signal)
  throw new ProvostError('migration.locked', `Somebody else is migrating ${work.label}.`, {
    detail: `${path}.provost-lock was not free for ${Math.round(limits.lockPatienceMs / 1000)} s.`,
    remedy: ['Wait until the other run is done.', `Then go on: ${resumeRun}`],
    retryable: true,
  })
}
