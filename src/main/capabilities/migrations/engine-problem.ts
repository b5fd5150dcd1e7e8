import { ProvostError } from '#contract/errors.ts'
import type { SelectedTarget } from './select-targets.ts'
import type { MigrationSource } from './sources/source.ts'

/**
 * Why a target of another engine is passed over; null where the source fits.
 * @throws ProvostError `migration.engine-mismatch` where the target was named by itself
 */
export const engineProblem = (target: SelectedTarget, source: MigrationSource): string | null => {
  const { engine } = target.config
  if (source.engines.includes(engine)) return null
  if (target.named && target.skipped === null) {
    throw new ProvostError('migration.engine-mismatch', `The source has no migrations for ${target.target.target}, which is ${engine}.`, {
      detail: `${source.title}: for ${source.engines.join(', ') || 'no engine'}.`,
      remedy: ['Name a source that has them: --source DIR', 'Or leave this target out.'],
    })
  }
  return `no migrations for ${engine} in ${source.title}`
}
