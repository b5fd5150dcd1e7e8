import { hostname } from 'node:os'
import { processLives } from '../processes/index.ts'

const startedAt = Math.round(Date.now() - performance.now())

/** This process, as the rows of its jobs name it: `host:process:start`. */
export const ownName = `${hostname()}:${process.pid}:${startedAt}`

/** A heartbeat older than this is that of a console that is gone. Its jobs beat every two seconds. */
export const heartbeatLimitMs = 15_000

/** Whether the console that owns a job is gone. */
export function isGone(owner: string, heartbeatAt: string | null, now: Date): boolean {
  if (owner === ownName) return false
  const [start = '', pid = '', ...host] = owner.split(':').reverse()
  const here = host.reverse().join(':') === hostname()
  // The same process number with another start is one that had it before us, in a container that was started again.
  if (here && (Number(pid) === process.pid ? Number(start) !== startedAt : !processLives(Number(pid)))) return true
  return heartbeatAt === null || now.getTime() - Date.parse(heartbeatAt) > heartbeatLimitMs
}
