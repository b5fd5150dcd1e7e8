import { ProvostError } from '#contract/errors.ts'
import type { RollbackTo } from './tool.ts'

/** Before the first version, as it is written. */
const base = 'base'

/**
 * How far back a call means: to a version, as it was written, or so many steps; one where it says neither.
 * @throws ProvostError `call.invalid` where it says both, or an empty version
 */
export const howFarBack = ({ to, steps }: { readonly to?: string | undefined; readonly steps?: number | undefined }): RollbackTo => {
  if (to !== undefined && steps !== undefined)
    throw new ProvostError('call.invalid', '--to and --steps do not go together.', { remedy: ['Give one of them.'] })
  if (to === undefined) return { steps: steps ?? 1 }
  // What a script has in a variable that was never set must not take back everything.
  if (to.trim() === '')
    throw new ProvostError('call.invalid', '--to names no version.', {
      remedy: ['Name the version that stays.', `Or take back all of them, to before the first: --to ${base}`],
    })
  return { version: to === base ? null : to }
}
