import { z } from 'zod'

/** One step of a plan, below the step it feeds: `depth` is 0 for the last one to run. */
export const planStep = z.object({
  depth: z.int(),
  /** What it does, with the table or index it does it on. */
  title: z.string(),
  /** Conditions, keys and the like, in the database's words. */
  details: z.array(z.string()),
  /** In the planner's own unit, all below included; null where the engine tells none. */
  cost: z.number().nullable(),
  /** Rows as estimated. */
  rows: z.number().nullable(),
  /** Rows as they came, over all repetitions; null where the statement was not run. */
  actualRows: z.number().nullable(),
  /** Milliseconds, all below included, over all repetitions; null where the statement was not run. */
  ms: z.number().nullable(),
})
export type PlanStep = z.infer<typeof planStep>

export const queryPlan = z.object({
  steps: z.array(planStep),
  /** Whether the statement was run for it. */
  measured: z.boolean(),
  /** The plan as the database wrote it. */
  text: z.string(),
})
export type QueryPlan = z.infer<typeof queryPlan>
