import { createHash } from 'node:crypto'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { TargetDrift } from '#contract/migrations.ts'
import { compareSchemas, readSchemaModel, type SchemaDifference } from '../../../engines/index.ts'
import type { MigrationServices } from '../migration-services.ts'
import { withoutForbidden } from '../refuse.ts'
import type { SelectedTarget } from '../select-targets.ts'
import { noSource } from '../source-of.ts'
import type { MigrationSource } from '../sources/source.ts'
import { judgeTarget } from '../status.ts'
import type { Judgement } from '../tool.ts'
import { onDatabase, type ScratchServices, type ScratchSpec } from './replay.ts'
import { defaultsOf, type SharedReplays } from './shared-replays.ts'

/** Where what was applied is not in the source, nothing can be replayed. */
const untold = new Set(['migration.unknown-version', 'migration.file-missing', 'migration.engine-mismatch', 'migration.source-invalid'])

/** What crosses the bridge; that columns stand in another order is no drift. */
export const toldDifferences = (differences: readonly SchemaDifference[]): TargetDrift['differences'] =>
  differences
    .filter(({ minor }) => !minor)
    .map(({ object, kind, words, expected, found, sql }) => ({ object, kind, words, expected, found, sql }))

const groupOf = (differences: TargetDrift['differences']): string | null =>
  differences.length === 0 ? null : createHash('sha256').update(JSON.stringify(differences)).digest('hex').slice(0, 12)

/** What a target's ledger says was applied; without a ledger, where the tables of the source are there, all of it. */
const versionsOf = ({ applied, pending, problems }: Judgement): readonly string[] =>
  problems.some(({ code }) => code === 'migration.baseline-needed') ? pending : applied

/** A failure on the scratch database is none of the target's, and no run goes on with it. */
const notReplayable = (error: ProvostError): ProvostError =>
  new ProvostError('migration.failed', 'The applied migrations do not run on an empty database, so there is nothing to compare with.', {
    detail: error.detail,
    remedy: [
      'What they build upon is not in the source: write it as a first migration, and mark that as applied with a baseline.',
      'The target itself was only read.',
    ],
    cause: error,
  })

/** How one target's schema differs from what its applied migrations give. What keeps that from being told is told itself. */
export const driftOf = async (
  services: ScratchServices & Pick<MigrationServices, 'tenants'>,
  target: SelectedTarget,
  source: MigrationSource | null,
  spec: ScratchSpec,
  replays: SharedReplays,
): Promise<TargetDrift> => {
  const unknown = (problem: Problem): TargetDrift => ({ ...target.target, state: 'unknown', group: null, differences: [], problem })
  try {
    if (source === null) throw noSource(target.target.target)
    // The scratch database is made by the target's own login.
    withoutForbidden({ targets: [target] })
    const judgement = await judgeTarget(services, target, source, spec.passwords, spec.signal)
    const unfit = judgement.problems.find(({ code }) => untold.has(code))
    if (unfit !== undefined) return unknown(unfit)
    const { found, defaults } = await onDatabase(services, target, spec, async (database) => ({
      found: await readSchemaModel(database, { signal: spec.signal }),
      defaults: await defaultsOf(database, spec),
    }))
    const expected = await replays(target, source, versionsOf(judgement), defaults)
    const differences = toldDifferences(compareSchemas(target.config.engine, expected, found))
    return {
      ...target.target,
      state: differences.length === 0 ? 'same' : 'drifted',
      group: groupOf(differences),
      differences,
      problem: null,
    }
  } catch (error) {
    if (spec.signal.aborted || !(error instanceof ProvostError)) throw error
    return unknown((error.code === 'migration.failed' ? notReplayable(error) : error).toJSON())
  }
}
