import { ProvostError } from '#contract/errors.ts'
import type { RollbackTo } from './tool.ts'

/**
 * How far back a call means: to a version, or so many steps; one where it says neither.
 * @throws ProvostError `call.invalid` where it says both
 */
export const howFarBack = ({ to, steps }: { readonly to?: string | undefined; readonly steps?: number | undefined }): RollbackTo => {
  if (to !== undefined && steps !== undefined)
    throw new ProvostError('call.invalid', '--to and --steps do not go together.', { remedy: ['Give one of them.'] })
  return to === undefined ? { steps: steps ?? 1 } : { version: to === '' ? null : to }
}
