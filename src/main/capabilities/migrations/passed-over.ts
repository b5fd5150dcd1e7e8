import type { PassedOver } from '#contract/migrations.ts'
import type { Selected } from './select-targets.ts'

/** Who was chosen and has nothing done, each with its reason: nobody shall have to wonder where a tenant went. */
export const passedOver = ({ targets, absent }: Selected): PassedOver[] => [
  ...targets.flatMap(({ target: { target, name }, named, skipped }) =>
    skipped === null ? [] : [{ target, name, reason: skipped, named }],
  ),
  ...absent.map(({ tenant: { domain, name }, named, skipped }) => ({ target: domain, name, reason: skipped, named })),
]
