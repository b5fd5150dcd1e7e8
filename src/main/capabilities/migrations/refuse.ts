import { ProvostError } from '#contract/errors.ts'
import type { Selected, SelectedTarget } from './select-targets.ts'

const external = ({ target, record }: SelectedTarget): ProvostError =>
  new ProvostError('migration.external', `The schema of ${target.target} belongs to the LMS, not to Provost.`, {
    detail: `The connection ${record.connection.name} is marked external.`,
    remedy: ['Migrate it by the LMS’s own means.', 'Where that mark is wrong, take it off the connection.'],
  })

const readOnly = ({ target, record }: SelectedTarget): ProvostError =>
  new ProvostError('connection.read-only', `${target.target} is behind a read-only connection.`, {
    detail: `The connection ${record.connection.name} was added without --read-write.`,
    remedy: ['Make the connection read-write, if its login may change the schema.', 'Or use another connection of a login that may.'],
  })

/**
 * Passes over what may not be changed. One that was named by itself, or where nothing else is left, is refused instead.
 * @throws ProvostError `migration.external`, `connection.read-only`
 */
export const withoutForbidden = <Chosen extends Pick<Selected, 'targets'>>(selected: Chosen): Chosen => {
  const { targets } = selected
  const refusals = new Map<SelectedTarget, ProvostError>()
  for (const target of targets) {
    if (target.record.connection.external) refusals.set(target, external(target))
    else if (!target.record.connection.readWrite) refusals.set(target, readOnly(target))
  }
  const nothingLeft = targets.length > 0 && targets.every((target) => refusals.has(target))
  for (const [target, refusal] of refusals) if (target.named || nothingLeft) throw refusal
  const allowed = targets.map((target) => {
    const refusal = refusals.get(target)
    if (refusal === undefined || target.skipped !== null) return target
    return {
      ...target,
      skipped: refusal.code === 'migration.external' ? 'external: its LMS owns the schema' : 'behind a read-only connection',
    }
  })
  return { ...selected, targets: allowed }
}

/**
 * Refuses what was named by itself and belongs to an LMS.
 * @throws ProvostError `migration.external`
 */
export const refuseExternal = (targets: readonly SelectedTarget[]): void => {
  for (const target of targets) if (target.named && target.record.connection.external) throw external(target)
}
