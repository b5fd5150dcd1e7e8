import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type LedgerEntry, readLedger } from '../../../fleet/blueprints/index.ts'
import type { SourceMigration } from '../sources/source.ts'
import type { MigrationTool, RollbackTo } from '../tool.ts'
import { type PreparedText, prepared } from './prepared.ts'

/** A version that can be taken back: its row, its files, and the SQL taken apart. */
export interface StepBack {
  readonly entry: LedgerEntry
  readonly migration: SourceMigration
  readonly text: PreparedText
}

/** The file of a migration's way back. */
export const downFile = ({ file }: Pick<SourceMigration, 'file'>): string => file.replace(/\.up\.sql$/, '.down.sql')

const chosen = (entries: readonly LedgerEntry[], to: RollbackTo): readonly LedgerEntry[] => {
  const newestFirst = entries.toReversed()
  if ('steps' in to) return newestFirst.slice(0, to.steps)
  if (to.version !== null && !entries.some(({ version }) => version === to.version)) {
    throw new ProvostError('migration.version-unknown', `${to.version} was never applied here.`, {
      detail: `Applied: ${entries.map(({ version }) => version).join(', ') || 'nothing'}.`,
      remedy: ['Name a version that is applied: it is the one that stays.'],
    })
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

const stepBack = async (engine: EngineKind, source: readonly SourceMigration[], entry: LedgerEntry): Promise<StepBack | ProvostError> => {
  const migration = source.find(({ version }) => version === entry.version)
  if (entry.how === 'baseline') return noWayBack(entry, 'It was marked as applied by a baseline and never run by Provost.')
  if (migration === undefined) return noWayBack(entry, 'Its file is not in the source.')
  if (migration.downSql === null) return noWayBack(entry, 'It has no .down.sql.')
  if (entry.finishedAt === null && entry.how !== 'rollback') return unfinished(entry)
  try {
    return { entry, migration, text: await prepared(engine, migration, 'down') }
  } catch (error) {
    if (error instanceof ProvostError) return error
    throw error
  }
}

/**
 * The way back of each version asked for, newest first, or what keeps it from being gone.
 * @throws ProvostError `migration.version-unknown`
 */
export const stepsBack = (
  engine: EngineKind,
  source: readonly SourceMigration[],
  entries: readonly LedgerEntry[],
  to: RollbackTo,
): Promise<readonly { readonly entry: LedgerEntry; readonly step: StepBack | ProvostError }[]> =>
  Promise.all(chosen(entries, to).map(async (entry) => ({ entry, step: await stepBack(engine, source, entry) })))

/** What `rollbackOwn` would do by the ledger as it stands. */
export const wayBackOwn: MigrationTool['wayBack'] = async (reader, source, tables, to, options) => {
  const entries = (await readLedger(reader, tables, options)) ?? []
  const newestBut = (back: readonly string[]): string | null =>
    entries.findLast(({ version, finishedAt }) => finishedAt !== null && !back.includes(version))?.version ?? null
  try {
    const steps = await stepsBack(reader.engine, source.migrations(reader.engine), entries, to)
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
