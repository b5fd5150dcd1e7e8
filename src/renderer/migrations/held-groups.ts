import type { Problem } from '#contract/errors.ts'
import type { TargetRollback } from '#contract/migrations.ts'
import { problemGroups } from '#contract/problem-groups.ts'

/** Targets that are held by the same. */
export interface HeldGroup {
  readonly key: string
  /** What keeps them from it, without what is only one target's where there are several. */
  readonly problems: readonly Problem[]
  readonly targets: readonly TargetRollback[]
}

/** The held targets by all that keeps them from it, the most frequent first. */
export function heldGroups(held: readonly TargetRollback[]): HeldGroup[] {
  const entries = held.flatMap((row) => row.problems.map((problem) => ({ target: row.target, server: row.server, problem, row })))
  const causes = new Map<TargetRollback, { readonly key: string; readonly problem: Problem }[]>()
  for (const { key, title, entries: members } of problemGroups(entries))
    for (const { row, problem } of members) causes.set(row, [...(causes.get(row) ?? []), { key, problem: { ...problem, title } }])
  const groups = new Map<string, { problems: readonly Problem[]; targets: TargetRollback[] }>()
  for (const target of held) {
    const found = causes.get(target) ?? []
    const key = JSON.stringify(found.map((cause) => cause.key))
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { problems: found.map(({ problem }) => problem), targets: [target] })
    else known.targets.push(target)
  }
  return [...groups]
    .map(([key, { problems, targets }]) => ({ key, targets, problems: targets.length === 1 ? (targets[0]?.problems ?? []) : problems }))
    .sort((one, other) => other.targets.length - one.targets.length)
}
