import type { MigrationTarget, RunLimits } from '#contract/migrations.ts'

/** Which wave the target at a position is in: the canary is 0, and the waves after it count from 1. */
const waveOf =
  ({ canary, wave }: Pick<RunLimits, 'canary' | 'wave'>) =>
  (position: number): number => {
    if (position < canary) return 0
    return 1 + (wave === null ? 0 : Math.floor((position - canary) / wave))
  }

/**
 * The wave of each target in the order of work. Only those that are worked on fill a wave: who is passed over lies in the wave of its
 * place, and behind the last in the last, so that no wave is of nobody but them.
 */
export const wavesOfTargets = (
  limits: Pick<RunLimits, 'canary' | 'wave'>,
  targets: readonly { readonly skipped: string | null }[],
): readonly number[] => {
  const wave = waveOf(limits)
  const last = Math.max(0, targets.filter(({ skipped }) => skipped === null).length - 1)
  let position = 0
  return targets.map(({ skipped }) => (skipped === null ? wave(position++) : wave(Math.min(position, last))))
}

/** `5%` of so many targets, at least one; a number is itself. Null where there is no rule. */
export const failureLimit = (rule: number | string | undefined, targets: number): number | null => {
  if (rule === undefined) return null
  if (typeof rule === 'number') return rule
  return Math.max(1, Math.ceil((Number.parseFloat(rule) / 100) * targets))
}

/** What concurrency is counted by: a server, or for files the computer they lie on. */
export const placeOf = ({ engine, server }: Pick<MigrationTarget, 'engine' | 'server'>): string => (engine === 'sqlite' ? 'files' : server)
