import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationSource } from './source.ts'

const isNumber = /^\d+$/

/**
 * The version that somebody means: its whole name, its number with or without leading zeros, or the beginning of one name only.
 * `more` are versions that the source need not have any more. Where none fits it is what was written, for whoever works by it to refuse in
 * its own words.
 * @throws ProvostError `migration.version-unknown` where several begin so
 */
export const namedVersion = (
  source: MigrationSource,
  engines: readonly EngineKind[],
  written: string,
  more: readonly string[] = [],
): string => {
  const versions = [...new Set([...engines.flatMap((engine) => source.migrations(engine).map(({ version }) => version)), ...more])]
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

/**
 * The version up to which somebody wants to go, on whichever engines; one that none of them has is refused, unless nobody is worked on.
 * @throws ProvostError `migration.version-unknown`
 */
export const wantedVersion = (source: MigrationSource, engines: readonly EngineKind[], written: string | undefined): string | undefined => {
  if (written === undefined) return undefined
  const version = namedVersion(source, engines, written)
  if (engines.length > 0) requireVersionOf(source, engines, version)
  return version
}

/**
 * A version by its whole name, where some engine's migrations have it.
 * @throws ProvostError `migration.version-unknown`
 */
export const requireVersionOf = (source: MigrationSource, engines: readonly EngineKind[], version: string): void => {
  const known = engines.flatMap((engine) => source.migrations(engine).map((each) => each.version))
  if (known.includes(version)) return
  throw new ProvostError('migration.version-unknown', `The source has no version ${version}.`, {
    detail: `${source.title} has: ${known.join(', ') || 'none'}.`,
    remedy: ['Name one of them.'],
  })
}
