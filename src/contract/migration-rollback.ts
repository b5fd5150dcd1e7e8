import { z } from 'zod'
import { engineKinds } from './connections.ts'
import { plannedStatements } from './migration-plans.ts'
import { migrationTarget, skipped, targetStates, usedSource } from './migration-targets.ts'
import { problemSchema } from './procedure.ts'

/** One or the other; without either one step. */
export const howFarBack = {
  /** Back to this version, which stays; `base` for before the first. */
  to: z.string().optional(),
  steps: z.int().min(1).optional(),
}

/** What would be gone with a way back: a table with its rows, or a column with its values. */
export const rollbackLoss = z.object({
  table: z.string(),
  /** Null where the table itself is dropped. */
  column: z.string().nullable(),
  /** Rows the table has now, counted as far as a bound; null where they could not be counted, or the table is not there. */
  rows: z.int().nullable(),
  /** The bound was met: there are more. */
  more: z.boolean(),
})
export type RollbackLoss = z.infer<typeof rollbackLoss>

export const targetRollback = migrationTarget.extend({
  state: z.enum(targetStates),
  /** What was asked to be taken back here, newest first. */
  versions: z.array(z.string()),
  /** Those of them that cannot be: while there is one, nothing of this target is taken back. */
  oneWay: z.array(z.string()),
  /** The newest that stays; null for none. */
  stays: z.string().nullable(),
  losses: z.array(rollbackLoss),
  /** Why it would be passed over; null where it would be worked on. */
  skipped: z.string().nullable(),
  /** What keeps it from being taken back, each with its remedy. */
  problems: z.array(problemSchema),
})
export type TargetRollback = z.infer<typeof targetRollback>

export const rollbackPlan = z.object({
  source: usedSource,
  /** Every version that some target would lose, in the order of work: newest first, with the exact SQL. */
  ways: z.array(
    z.object({
      version: z.string(),
      name: z.string(),
      engine: z.enum(engineKinds),
      /** Of the way back; where none is written, of the way there. */
      file: z.string(),
      /** Whether a way back is written. */
      reversible: z.boolean(),
      /** Null where none is written, and where only the tool itself can tell it. */
      sql: z.string().nullable(),
      /** It may change or delete rows of tables that it does not drop, or nobody can tell. */
      mayChangeRows: z.boolean(),
      transactional: z.boolean(),
      /** As they will be run; none where nobody has taken the text apart, or nobody could. */
      statements: plannedStatements,
      /** The text was taken apart and has no statement: only the ledger row is taken out. */
      empty: z.boolean(),
    }),
  ),
  targets: z.array(targetRollback),
  skipped,
  /** What is typed to begin it: the name of the one target, or how many there are. Null where nobody is worked on. */
  confirm: z.string().nullable(),
  /** Stands for what would be taken back from whom, and by which text: given to `rollback`, nothing else is begun. */
  plan: z.string(),
})
export type RollbackPlan = z.infer<typeof rollbackPlan>
