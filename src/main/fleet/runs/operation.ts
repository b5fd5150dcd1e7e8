import type { Problem } from '#contract/errors.ts'
import type { JobLogLine } from '#contract/jobs.ts'
import type { MigrationTarget, Run } from '#contract/migrations.ts'

export interface OperationContext {
  /** By which number the run is gone on with. */
  readonly run: string
  readonly signal: AbortSignal
  /** From 1; more where the run was resumed. */
  readonly attempt: number
  log(level: JobLogLine['level'], text: string): void
  /** Told of each version as soon as it counts: what was done stays so, whatever comes after. */
  did(version: string): void
}

/**
 * What came of a target: what was done there, or why it was passed over. With a problem it was passed over for now, and a
 * resumed run tries again. A failure is thrown.
 */
export type OperationOutcome = { readonly applied: readonly string[] } | { readonly skipped: string; readonly problem: Problem | null }

/** What a run does with each of its targets. It must be safe to do again on a target where it broke off. */
export interface FleetOperation {
  perform(target: MigrationTarget, context: OperationContext): Promise<OperationOutcome>
  /** Told whenever what happened to the targets is written down, in the same transaction: for what else is to be kept of them. */
  noted(): void
  /** Told once the stretch of work has ended and is written down. */
  ended(run: Run): void
}
