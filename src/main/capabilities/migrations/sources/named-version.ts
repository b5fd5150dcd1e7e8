import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationSource } from './source.ts'

const isNumber = /^\d+$/

/**
 * The version that somebody means: its whole name, its number with or without leading zeros, or the beginning of one name only.
 * Where none fits it is what was written, for whoever works by it to refuse in its own words.
 * @throws ProvostError `migration.version-unknown` where several begin so
 */
export const namedVersion = (source: MigrationSource, engines: readonly EngineKind[], written: string): string => {
  const versions = [...new Set(engines.flatMap((engine) => source.migrations(engine).map(({ version }) => version)))]
  if (written === '' || versions.includes(written)) return written
  const sameNumber = isNumber.test(written)
    ? versions.filter((version) => isNumber.test(version) && BigInt(version) === BigInt(written))
    : []
  const meant = sameNumber.length > 0 ? sameNumber : versions.filter((version) => version.startsWith(written))
  if (meant.length > 1)
    throw new ProvostError('migration.version-unknown', `${meant.length} versions of the source begin with ${written}.`, {
      detail: meant.slice(0, 8).join(', '),
      remedy: ['Write more of the one that is meant.'],
    })
  return meant[0] ?? written
}
