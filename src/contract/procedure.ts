import { oc } from '@orpc/contract'
import { z } from 'zod'
import type { Right } from './access.ts'
import { type ErrorCode, errorTable } from './errors.ts'

export interface ProcedureMeta {
  /** The right the caller needs. */
  readonly right: Right
  /** What the call has, in milliseconds, before it is cancelled; streams have none. */
  readonly deadlineMs: number | null
}

export const problemSchema = z.object({
  code: z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]),
  title: z.string(),
  detail: z.string(),
  remedy: z.array(z.string()).readonly(),
  retryable: z.boolean(),
})

/**
 * The only way to declare a procedure: without the right it needs there is none, so forgetting it does not compile.
 * Every procedure declares the same typed error, `PROVOST`, whose data is a `Problem`.
 */
export const procedure = (right: Right, options: { deadlineMs?: number | null } = {}) =>
  oc
    .$meta<ProcedureMeta>({ right, deadlineMs: options.deadlineMs === undefined ? 30_000 : options.deadlineMs })
    .errors({ PROVOST: { message: 'The call failed for a known reason', data: problemSchema } })
