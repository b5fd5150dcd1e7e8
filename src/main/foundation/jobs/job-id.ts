import { randomInt } from 'node:crypto'
import { type JobId, jobId } from '#contract/ids.ts'

/** A new job's id: the time first, so that ids sort as the jobs began, then chance. */
export const newJobId = (now: Date): JobId =>
  jobId.parse(
    now.getTime().toString(36).padStart(9, '0') +
      randomInt(36 ** 6)
        .toString(36)
        .padStart(6, '0'),
  )
