import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { isAlembic, withAncestors } from './alembic/index.ts'
import type { MigrationSource } from './sources/source.ts'

/**
 * What a database gets on its way up to a version, that one included; without one all of the source.
 * @throws ProvostError `migration.version-unknown`
 */
export const versionsNeededFor = (source: MigrationSource, engine: EngineKind, to: string | undefined): ReadonlySet<string> => {
  const order = source.migrations(engine).map(({ version }) => version)
  if (to === undefined) return new Set(order)
  const end = order.indexOf(to)
  if (end === -1)
    throw new ProvostError('migration.version-unknown', `The source has no version ${to}.`, {
      detail: `It has: ${order.join(', ') || 'none'}.`,
      remedy: ['Name one of them.'],
    })
  // Branches stand beside each other in the order: one is reached without the others.
  return isAlembic(source) ? withAncestors(source.graph, [to]) : new Set(order.slice(0, end + 1))
}
