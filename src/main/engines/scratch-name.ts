import { randomBytes } from 'node:crypto'

/** Older than this, a scratch database belongs to a console that was killed. */
const abandonedAfterMs = 3_600_000

/** What a scratch database, or its folder, is called: the time of its making is in the name, for whoever finds it later. */
export const scratchName = (now: Date): string =>
  `provost_scratch_${Math.floor(now.getTime() / 1000).toString(36)}_${randomBytes(5).toString('hex')}`

/** Whether a name is that of a scratch database old enough to have been left behind. */
export const isAbandoned = (name: string, now: Date): boolean => {
  const [, made] = /^provost_scratch_([0-9a-z]+)_[0-9a-f]{10}$/.exec(name) ?? []
  return made !== undefined && now.getTime() - Number.parseInt(made, 36) * 1000 > abandonedAfterMs
}
