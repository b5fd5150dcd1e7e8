import type { EngineKind } from '#contract/connections.ts'
import { blueprints } from '../../fleet/blueprints/index.ts'

/**
 * How many versions a blueprint has beyond a schema's; negative where the schema is ahead of what this Provost knows.
 * Null where that cannot be told: no blueprint, none for the engine, or a version that another tool counts.
 */
export const versionsBehind = (blueprintId: string | null, engine: EngineKind, version: string | null): number | null => {
  const versions =
    blueprints()
      .find(({ id }) => id === blueprintId)
      ?.versions(engine) ?? []
  const newest = versions.at(-1)
  if (newest === undefined || version === null || !/^\d{4}$/.test(version)) return null
  if (version > newest.version) return Number(newest.version) - Number(version)
  return versions.filter((each) => each.version > version).length
}
