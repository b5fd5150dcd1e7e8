import { ProvostError } from '#contract/errors.ts'
import { sameTargets } from './spelled-out.ts'

/**
 * Refuses to take back what came after a rollback was begun, and nobody confirmed.
 * @throws ProvostError `migration.plan-changed`
 */
export const refuseMore = (versions: readonly string[]): void => {
  if (versions.length === 0) return
  throw new ProvostError(
    'migration.plan-changed',
    `${versions.join(', ')} came here after the rollback was begun, and would go with the rest.`,
    {
      detail: 'Nothing more is taken back than was confirmed.',
      remedy: [
        `See what would go now: provost migrate rollback --dry-run${sameTargets}`,
        'Begin a new rollback, which is confirmed for that as well.',
      ],
    },
  )
}

/** A version that nothing can go back to. */
export const neverApplied = (version: string, applied: readonly string[]): ProvostError =>
  new ProvostError('migration.version-unknown', `${version} was never applied here.`, {
    detail: `Applied: ${applied.join(', ') || 'nothing'}.`,
    remedy: ['Name a version that is applied: it is the one that stays.'],
  })
