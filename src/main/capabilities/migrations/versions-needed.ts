import type { EngineKind } from '#contract/connections.ts'
import { isAlembic, withAncestors } from './alembic/index.ts'
import type { MigrationSource } from './sources/source.ts'

/**
 * What a database gets on its way up to a version, that one included; without one all of the source. Where an engine's migrations do not
 * have the version, which those of another do, they are gone through as far as they go before it.
 */
export const versionsNeededFor = (source: MigrationSource, engine: EngineKind, to: string | undefined): ReadonlySet<string> => {
  const order = source.migrations(engine).map(({ version }) => version)
  if (to === undefined) return new Set(order)
  // Branches stand beside each other in the order: one is reached without the others.
  if (isAlembic(source)) return order.includes(to) ? withAncestors(source.graph, [to]) : new Set(order)
  const end = order.indexOf(to)
  return new Set(end === -1 ? order.filter((version) => version < to) : order.slice(0, end + 1))
}
