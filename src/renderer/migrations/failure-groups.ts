import type { Problem } from '#contract/errors.ts'
import type { RunTarget } from '#contract/migrations.ts'

/** Failures that are the same but for whose they are. */
export interface FailureGroup {
  readonly key: string
  readonly problem: Problem
  readonly targets: readonly RunTarget[]
}

/** A failure's words without what differs from target to target: its names, and how long something took. */
function plainWords(words: string, { target, name, server }: RunTarget): string {
  let plain = words
  for (const own of [target, name, server]) {
    if (own !== '') plain = plain.replaceAll(new RegExp(`(?<![\\w.-])${own.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g'), '…')
  }
  return plain.replaceAll(/\b\d+(\.\d+)? ?(ms|s|min|tries|try)\b/g, '… $2')
}

/** The failed targets by what failed, the most frequent first. */
export function failureGroups(targets: readonly RunTarget[]): FailureGroup[] {
  const groups = new Map<string, { problem: Problem; targets: RunTarget[] }>()
  for (const target of targets) {
    if (target.status !== 'failed' || target.error === null) continue
    const key = `${target.error.code} ${plainWords(target.error.title, target)}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { problem: target.error, targets: [target] })
    else known.targets.push(target)
  }
  return [...groups].map(([key, group]) => ({ key, ...group })).sort((one, other) => other.targets.length - one.targets.length)
}

/** A group's words: those of the only one it has, else without what is only one's. */
export const groupTitle = ({ problem, targets }: FailureGroup): string => {
  const [only, ...more] = targets
  const words = problem.title.replace(/\.$/, '')
  return only === undefined || more.length === 0 ? words : plainWords(words, only)
}

/** Whether another try may go well without anything being mended first. */
export const isWorthRetrying = ({ problem }: FailureGroup): boolean => problem.retryable
