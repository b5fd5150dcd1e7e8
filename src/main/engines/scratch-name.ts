import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { processLives } from '../foundation/processes/index.ts'

/** Of a console whose end nobody here can see: older than this, a scratch database belongs to one that was killed. */
const abandonedAfterMs = 3_600_000
/** No rehearsal takes as long: a process of that number is another one by now. */
const outlivedAfterMs = 24 * 3_600_000

const told = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ''
  }
}

/** Where a number means one process: a machine since it was started, and on Linux one space of process numbers in it. */
const machine = createHash('sha256')
  .update(
    [hostname(), told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')), told(() => readlinkSync('/proc/self/ns/pid'))].join(
      '\n',
    ),
  )
  .digest('hex')
  .slice(0, 8)

const seconds = (ms: number): string => Math.floor(ms / 1000).toString(36)

/** This process among those of its machine. */
const own = { pid: process.pid.toString(36), started: seconds(performance.timeOrigin) }

const pattern =
  /^provost_scratch_(?<made>[0-9a-z]+)(?:_(?<machine>[0-9a-f]{8})_(?<pid>[0-9a-z]+)_(?<started>[0-9a-z]+)_[0-9a-f]{6}|_[0-9a-f]{10})$/

/** What a scratch database, or its folder, is called: when it was made and by which process, for whoever finds it later. */
export const scratchName = (now: Date): string =>
  `provost_scratch_${seconds(now.getTime())}_${machine}_${own.pid}_${own.started}_${randomBytes(3).toString('hex')}`

/**
 * Whether a name is that of a scratch database that was left behind: by a process that is seen to be gone, at once; by one on another
 * machine after an hour.
 */
export const isAbandoned = (name: string, now: Date): boolean => {
  const { made, machine: where, pid = '', started } = pattern.exec(name)?.groups ?? {}
  if (made === undefined) return false
  const age = now.getTime() - Number.parseInt(made, 36) * 1000
  if (where !== machine) return age > abandonedAfterMs
  // The same number with another start is one that had it before us.
  if (pid === own.pid) return started !== own.started
  return !processLives(Number.parseInt(pid, 36)) || age > outlivedAfterMs
}
