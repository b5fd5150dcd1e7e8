import { z } from 'zod'
import { migrationTarget, migrationTools, targetStates } from './migration-targets.ts'
import { problemSchema } from './procedure.ts'

export const targetStatus = migrationTarget.extend({
  tool: z.enum(migrationTools),
  /** Versions in the order they were applied. */
  applied: z.array(z.string()),
  /** Versions in the order they would be. */
  pending: z.array(z.string()),
  heads: z.array(z.string()),
  state: z.enum(targetStates),
  problems: z.array(problemSchema),
})
export type TargetStatus = z.infer<typeof targetStatus>

/** One row of a target's ledger, for its history. What the tool does not keep is null. */
export const ledgerRow = z.object({
  version: z.string(),
  name: z.string(),
  sha256: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  appliedBy: z.string().nullable(),
  provostVersion: z.string().nullable(),
  /** Statements done, and in all. */
  cursor: z.int().nullable(),
  statements: z.int().nullable(),
  state: z.enum(['applied', 'failed', 'rolled-back', 'baseline']),
  /** It is being taken back, or that broke off: the statements are those of its way back. */
  takingBack: z.boolean(),
})
export type LedgerRow = z.infer<typeof ledgerRow>
