import type { SchemaDifference, TargetDrift } from '#contract/migrations.ts'

/** Targets that differ in the same way. */
export interface DriftGroup {
  readonly key: string
  readonly differences: readonly SchemaDifference[]
  readonly targets: readonly TargetDrift[]
}

export interface DriftFacts {
  readonly same: readonly TargetDrift[]
  readonly groups: readonly DriftGroup[]
  readonly unknown: readonly TargetDrift[]
}

/** The answers as one is to read them: equal differences together, the most frequent first; then those that could not be told. */
export function driftFacts(targets: Iterable<TargetDrift>): DriftFacts {
  const same: TargetDrift[] = []
  const unknown: TargetDrift[] = []
  const groups = new Map<string, TargetDrift[]>()
  for (const target of targets) {
    if (target.state === 'same') same.push(target)
    else if (target.state === 'unknown') unknown.push(target)
    else {
      const key = target.group ?? target.target
      groups.set(key, [...(groups.get(key) ?? []), target])
    }
  }
  return {
    same,
    unknown: unknown.toSorted((one, other) => one.name.localeCompare(other.name)),
    groups: [...groups]
      .map(([key, members]) => ({
        key,
        differences: members[0]?.differences ?? [],
        targets: members.toSorted((one, other) => one.name.localeCompare(other.name)),
      }))
      .sort((one, other) => other.targets.length - one.targets.length || one.key.localeCompare(other.key)),
  }
}

/** A group's differences in a line: "column refunds.note missing, index … not expected, and 3 more". */
export function driftWords(differences: readonly SchemaDifference[]): string {
  const words = { missing: 'missing', unexpected: 'not expected', different: 'different' } as const
  const named = differences.slice(0, 2).map(({ object, kind }) => `${object} ${words[kind]}`)
  return differences.length > 2 ? `${named.join(', ')}, and ${differences.length - 2} more` : named.join(', ')
}
