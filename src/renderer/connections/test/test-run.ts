import type { ConnectionTest, StageResult, TestEvent } from '#contract/connection-test.ts'
import type { Problem } from '#contract/errors.ts'

/** A staged test as far as it has come. */
export interface TestRun {
  readonly state: 'none' | 'running' | 'done' | 'cancelled' | 'broken'
  readonly stages: readonly StageResult[]
  /** When it began, ms since the epoch. */
  readonly startedAt: number
  readonly test: ConnectionTest | null
  /** The same as markdown for a ticket. */
  readonly report: string | null
  /** Why the test itself could not be made. */
  readonly problem: Problem | null
}

export const noRun: TestRun = { state: 'none', stages: [], startedAt: 0, test: null, report: null, problem: null }

export const begun = (now: number): TestRun => ({ ...noRun, state: 'running', startedAt: now })

export const withEvent = (run: TestRun, event: TestEvent): TestRun =>
  event.kind === 'stage'
    ? { ...run, stages: [...run.stages, event.result] }
    : { ...run, state: 'done', stages: event.test.stages, test: event.test, report: event.report }

/** A run that ended without its result. Cancelling is not failing. */
export const endedBy = (run: TestRun, problem: Problem): TestRun =>
  problem.code === 'call.cancelled' ? { ...run, state: 'cancelled' } : { ...run, state: 'broken', problem }
