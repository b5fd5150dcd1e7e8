import { ProvostError } from '#contract/errors.ts'
import type { TableReference } from '#contract/tables.ts'
import { sameTargets } from './spelled-out.ts'

/**
 * What is marked is never run: a database that has nothing of it would be left without for good. `made` are the tables that what is to be
 * marked makes and leaves, lower case, as far as that is known.
 * @throws ProvostError `migration.diverged`
 */
export const refuseBare = (made: readonly string[], tables: readonly TableReference[], label: string): void => {
  const present = new Set(tables.map(({ name }) => name.toLowerCase()))
  if (made.length === 0 || made.some((table) => present.has(table))) return
  throw new ProvostError('migration.diverged', `None of the tables that these migrations make is in ${label}.`, {
    detail: `Looked for: ${made.slice(0, 8).join(', ')}${made.length > 8 ? ' …' : ''}. Nothing was marked.`,
    remedy: [
      `Apply the migrations instead: provost migrate apply${sameTargets}`,
      'Check that the source is the one this database was made from.',
    ],
  })
}
