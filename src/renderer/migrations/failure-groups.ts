import type { RunTarget } from '#contract/migrations.ts'
import { type ProblemGroup, problemGroups } from '#contract/problem-groups.ts'

/** Failures that are the same but for whose they are. */
export interface FailureGroup extends Pick<ProblemGroup<never>, 'key' | 'cause' | 'problem'> {
  readonly targets: readonly RunTarget[]
}

/** The failed targets by what failed, the most frequent first. */
export function failureGroups(targets: readonly RunTarget[]): FailureGroup[] {
  const failed = targets.flatMap((row) =>
    row.status !== 'failed' || row.error === null ? [] : [{ target: row.target, server: row.server, problem: row.error, row }],
  )
  return problemGroups(failed).map(({ key, cause, problem, entries }) => ({ key, cause, problem, targets: entries.map(({ row }) => row) }))
}
