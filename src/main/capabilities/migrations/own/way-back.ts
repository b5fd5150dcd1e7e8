import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type LedgerEntry, readLedger } from '../../../fleet/blueprints/index.ts'
import { neverApplied, refuseMore } from '../refuse-back.ts'
import type { SourceMigration } from '../sources/source.ts'
import type { FrozenWay, MigrationTool, RollbackTo } from '../tool.ts'
import { type PreparedText, prepared } from './prepared.ts'

/** A version that can be taken back: its row, its files, and the SQL taken apart. */
export interface StepBack {
  readonly entry: LedgerEntry
  readonly migration: SourceMigration
  readonly text: PreparedText
}

/** The file of a migration's way back. */
export const downFile = ({ file }: Pick<SourceMigration, 'file'>): string => file.replace(/\.up\.sql$/, '.down.sql')

/** @throws ProvostError `migration.version-unknown` */
const asked = (entries: readonly LedgerEntry[], to: RollbackTo): readonly LedgerEntry[] => {
  const newestFirst = entries.toReversed()
  if ('steps' in to) return newestFirst.slice(0, to.steps)
  if (to.version !== null && !entries.some(({ version }) => version === to.version)) {
    throw neverApplied(
      to.version,
      entries.map(({ version }) => version),
    )
  }
  return newestFirst.filter(({ version }) => version > (to.version ?? ''))
}

const noWayBack = ({ version, name }: LedgerEntry, because: string): ProvostError =>
  new ProvostError('migration.no-way-back', `${version} ${name} cannot be taken back.`, {
    detail: `${because} Nothing is taken back.`,
    remedy: ['Restore the backup taken before it.', 'Or write what mends it as a new migration: going forward loses nothing.'],
  })

const unfinished = ({ version, statementCursor, statements }: LedgerEntry): ProvostError =>
  new ProvostError('migration.failed-row', `${version} began and did not end: half of it cannot be taken back.`, {
    detail: `${statementCursor} of ${statements} statements are done.`,
    remedy: ['Apply again, which finishes it; then roll back.'],
  })

/** Numbers are the same in every folder: a way back of another file than the one that was run would take back something else. */
const anotherFile = ({ version, name, sha256 }: LedgerEntry, { file }: SourceMigration): ProvostError =>
  new ProvostError('migration.checksum-drift', `${file} is not what was applied here as ${version}, so its way back is another’s.`, {
    detail: `${version}_${name} was applied as ${sha256.slice(0, 12)}. Nothing is taken back.`,
    remedy: [
      'Check that --source is the folder this database was migrated from.',
      'Or put the file back as it was when it was applied, from version control.',
    ],
  })

const stepBack = async (engine: EngineKind, source: readonly SourceMigration[], entry: LedgerEntry): Promise<StepBack | ProvostError> => {
  const migration = source.find(({ version }) => version === entry.version)
  if (entry.how === 'baseline') return noWayBack(entry, 'It was marked as applied by a baseline and never run by Provost.')
  if (migration === undefined) return noWayBack(entry, 'Its file is not in the source.')
  if (migration.sha256 !== entry.sha256) return anotherFile(entry, migration)
  if (migration.downSql === null) return noWayBack(entry, 'It has no .down.sql.')
  if (entry.finishedAt === null && entry.how !== 'rollback') return unfinished(entry)
  try {
    return { entry, migration, text: await prepared(engine, migration, 'down') }
  } catch (error) {
    if (error instanceof ProvostError) return error
    throw error
  }
}

/** The way back of each of these, or what keeps it from being gone. */
export const stepsBack = (
  engine: EngineKind,
  source: readonly SourceMigration[],
  entries: readonly LedgerEntry[],
): Promise<readonly { readonly entry: LedgerEntry; readonly step: StepBack | ProvostError }[]> =>
  Promise.all(entries.map(async (entry) => ({ entry, step: await stepBack(engine, source, entry) })))

/**
 * What the ledger still has of a frozen way back, newest first.
 * @throws ProvostError `migration.plan-changed` where others came on top
 */
export const leftOf = ({ versions }: FrozenWay, entries: readonly LedgerEntry[]): readonly LedgerEntry[] => {
  const left = entries.filter(({ version }) => versions.includes(version))
  const oldest = left[0]?.version
  if (oldest === undefined) return []
  refuseMore(entries.flatMap(({ version }) => (version > oldest && !versions.includes(version) ? [version] : [])))
  return left.toReversed()
}

/** What `rollbackOwn` would do by the ledger as it stands. */
export const wayBackOwn: MigrationTool['wayBack'] = async (reader, source, tables, to, options) => {
  const entries = (await readLedger(reader, tables, options)) ?? []
  const newestBut = (back: readonly string[]): string | null =>
    entries.findLast(({ version, finishedAt }) => finishedAt !== null && !back.includes(version))?.version ?? null
  try {
    const steps = await stepsBack(reader.engine, source.migrations(reader.engine), asked(entries, to))
    const versions = steps.map(({ entry }) => entry.version)
    const refused = steps.flatMap(({ entry, step }) => (step instanceof ProvostError ? [{ version: entry.version, error: step }] : []))
    return {
      versions,
      oneWay: refused.map(({ version }) => version),
      stays: newestBut(versions),
      problems: refused.map(({ error }) => error.toJSON()),
    }
  } catch (error) {
    if (error instanceof ProvostError) return { versions: [], oneWay: [], stays: newestBut([]), problems: [error.toJSON()] }
    throw error
  }
}
