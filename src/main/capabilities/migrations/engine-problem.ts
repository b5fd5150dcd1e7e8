import { ProvostError } from '#contract/errors.ts'
import type { SelectedTarget } from './select-targets.ts'
import type { MigrationSource } from './sources/source.ts'

/** That a source has nothing for a target's engine, as the target's own problem; null where it has. */
export const engineMismatch = ({ target, config: { engine } }: SelectedTarget, source: MigrationSource): ProvostError | null =>
  source.engines.includes(engine)
    ? null
    : new ProvostError('migration.engine-mismatch', `The source has no migrations for ${target.target}, which is ${engine}.`, {
        detail: `${source.title}: for ${source.engines.join(', ') || 'no engine'}.`,
        remedy: ['Name a source that has them: --source DIR', 'Or leave this target out.'],
      })

/**
 * Why a target of another engine is passed over; null where the source fits.
 * @throws ProvostError `migration.engine-mismatch` where the target was named by itself
 */
export const engineProblem = (target: SelectedTarget, source: MigrationSource): string | null => {
  const mismatch = engineMismatch(target, source)
  if (mismatch === null) return null
  if (target.named && target.skipped === null) throw mismatch
  return `no migrations for ${target.config.engine} in ${source.title}`
}

/**
 * Refuses a target that was named by itself and for whose engine the source has nothing. One met through a group or `all` has it told as
 * its own problem, by whoever works on it.
 * @throws ProvostError `migration.engine-mismatch`
 */
export const refuseNamedMismatch = (targets: readonly SelectedTarget[], source: MigrationSource): void => {
  for (const target of targets) engineProblem(target, source)
}
