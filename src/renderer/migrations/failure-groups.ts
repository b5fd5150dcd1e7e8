import type { Problem } from '#contract/errors.ts'
import type { RunTarget } from '#contract/migrations.ts'

/** Failures that are the same but for whose they are. */
export interface FailureGroup {
  readonly key: string
  /** What failed, without what is only one target's. */
  readonly cause: string
  readonly problem: Problem
  readonly targets: readonly RunTarget[]
}

/** A failure's words without what differs from target to target: whose it is, and how long something took. */
function plainWords(words: string, { target, server }: RunTarget): string {
  let plain = words
  for (const own of [target, server]) {
    if (own !== '') plain = plain.replaceAll(new RegExp(`(?<![\\w.-])${own.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g'), '…')
  }
  return plain.replaceAll(/\b\d+(\.\d+)? ?(ms|s|min|tries|try)\b/g, '… $2')
}

/** What failed in one sentence: the title, and where it does not say it all, the database's own first words. */
export function causeOf({ title, detail }: Problem): string {
  const [first = ''] = detail.split('\n')
  const plain = title.replace(/\.$/, '')
  return first === '' || plain.includes(first) ? plain : `${plain}: ${first.replace(/\.$/, '')}`
}

/** The failed targets by what failed, the most frequent first. */
export function failureGroups(targets: readonly RunTarget[]): FailureGroup[] {
  const groups = new Map<string, { problem: Problem; targets: RunTarget[] }>()
  for (const target of targets) {
    if (target.status !== 'failed' || target.error === null) continue
    const key = `${target.error.code} ${plainWords(causeOf(target.error), target)}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { problem: target.error, targets: [target] })
    else known.targets.push(target)
  }
  return [...groups]
    .map(([key, group]) => ({
      key,
      cause: group.targets.length === 1 ? causeOf(group.problem) : key.slice(group.problem.code.length + 1),
      ...group,
    }))
    .sort((one, other) => other.targets.length - one.targets.length)
}
