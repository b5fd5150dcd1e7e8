import { z } from 'zod'
import { migrationTarget } from './migration-targets.ts'
import { problemSchema } from './procedure.ts'

export const schemaDifference = z.object({
  object: z.string(),
  kind: z.enum(['missing', 'unexpected', 'different']),
  words: z.string(),
  expected: z.string().nullable(),
  found: z.string().nullable(),
  /** What would bring the found to the expected; null where that is not for a machine to write. */
  sql: z.string().nullable(),
})
export type SchemaDifference = z.infer<typeof schemaDifference>

export const targetDrift = migrationTarget.extend({
  state: z.enum(['same', 'drifted', 'unknown']),
  /** Equal for targets that differ in the same way; null where nothing differs. */
  group: z.string().nullable(),
  differences: z.array(schemaDifference),
  /** Why it could not be told. */
  problem: problemSchema.nullable(),
})
export type TargetDrift = z.infer<typeof targetDrift>

export const targetRehearsal = migrationTarget.extend({
  ok: z.boolean(),
  applied: z.array(z.string()),
  /** What the clone held, in words, where it was less than everything. */
  shortfall: z.string().nullable(),
  differences: z.array(schemaDifference),
  problem: problemSchema.nullable(),
  ms: z.number(),
})
export type TargetRehearsal = z.infer<typeof targetRehearsal>

/** What is known of a migration that began and did not end. */
export const targetResolution = migrationTarget.extend({
  version: z.string().nullable(),
  /** What a replay on a scratch database shows of the change. */
  evidence: z.enum(['applied', 'not-applied', 'partly', 'none']),
  words: z.string(),
  differences: z.array(schemaDifference),
  /** What was written in the ledger; null where nothing was. */
  resolved: z.enum(['applied', 'rolled-back']).nullable(),
  problem: problemSchema.nullable(),
})
export type TargetResolution = z.infer<typeof targetResolution>
