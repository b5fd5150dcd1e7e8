import type { EngineKind } from '#contract/connections.ts'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { TargetState } from '#contract/migrations.ts'
import type { TableReference } from '#contract/tables.ts'
import { type LedgerEntry, ledgerTable } from '../../../fleet/blueprints/index.ts'
import { tableChangesOf, tablesEver } from '../created-tables.ts'
import type { MigrationSource, SourceMigration } from '../sources/source.ts'
import { sameTargets } from '../spelled-out.ts'
import type { Judgement } from '../tool.ts'
import { byHand } from './by-hand.ts'
import { codeBegun } from './doubt.ts'

const listed = (versions: readonly string[]): string =>
  versions.length > 8 ? `${versions.slice(0, 8).join(', ')} and ${versions.length - 8} more` : versions.join(', ')

const problem = (...[code, title, more]: ConstructorParameters<typeof ProvostError>): Problem =>
  new ProvostError(code, title, more).toJSON()

const changed = (entries: readonly LedgerEntry[]): Problem =>
  problem('migration.checksum-drift', `${listed(entries.map(({ version }) => version))} was changed after it was applied here.`, {
    detail: entries.map(({ version, name, sha256 }) => `${version}_${name} was applied as ${sha256.slice(0, 12)}.`).join('\n'),
    remedy: [
      'Put the file back as it was, and write the change as a new migration.',
      `See what the schema has and the files would not give: provost migrate drift${sameTargets}`,
    ],
  })

const unfinished = (entry: LedgerEntry): Problem => {
  const detail = `${entry.statementCursor} of ${entry.statements} statements are done; begun ${entry.startedAt} by ${entry.appliedBy}.`
  const title = `${entry.version} ${entry.how === 'rollback' ? 'was being taken back' : 'began'} and did not end.`
  if (entry.evidence === codeBegun) {
    const place = { version: entry.version, file: 'the file', number: entry.statementCursor + 1, of: entry.statements }
    return problem('migration.failed-row', title, {
      detail: `${detail} How far the one under way came is not known: it is code that may commit in its middle, or wrote rows that no rollback takes back.`,
      remedy: ['Look in the database for what it did.', ...byHand(place, entry.how)],
    })
  }
  return problem('migration.failed-row', title, {
    detail,
    remedy: [
      entry.how === 'rollback'
        ? 'Roll back again: it goes on at the statement where it ended.'
        : 'Apply again: it goes on at the statement where it ended.',
      `Or have it settled by evidence: provost migrate resolve${sameTargets}`,
    ],
  })
}

const late = (versions: readonly string[], newest: string): Problem =>
  problem('migration.out-of-order', `${listed(versions)} came after ${newest} was applied, with a lower number.`, {
    remedy: [
      `Number it after ${newest}, so that every tenant gets the same in the same order.`,
      'Or apply it as it is: --waive out-of-order=REASON',
    ],
  })

const gone = (versions: readonly string[]): Problem =>
  problem('migration.file-missing', `The file of ${listed(versions)} is not in the source.`, {
    remedy: ['Put the file back, from version control.', 'Check that --source is the folder this database was migrated from.'],
  })

const unknown = (versions: readonly string[]): Problem =>
  problem('migration.unknown-version', `${listed(versions)} is newer than all the source knows.`, {
    remedy: ['Update the folder of migrations, or this Provost.', 'Check that --source is the folder this database was migrated from.'],
  })

const baselineNeeded = (tables: readonly string[]): Problem =>
  problem('migration.baseline-needed', 'The database has tables of this source already, and no ledger.', {
    detail: `There already: ${listed(tables)}.`,
    remedy: [
      `Say up to which version they stand: provost migrate baseline --to VERSION${sameTargets}`,
      `See how they differ first: provost migrate drift${sameTargets}`,
    ],
  })

/** How a ledger stands against a source; without a ledger, how the tables do. */
export const judgeOwn = async (
  engine: EngineKind,
  source: MigrationSource,
  entries: readonly LedgerEntry[] | null,
  tables: readonly TableReference[],
): Promise<Judgement> => {
  const migrations = source.migrations(engine)
  const heads = migrations.slice(-1).map(({ version }) => version)
  const all = migrations.map(({ version }) => version)
  const base = { tool: 'provost', heads } as const
  if (entries === null || entries.length === 0) {
    const present = new Set(tables.filter(({ name }) => name !== ledgerTable).map(({ name }) => name.toLowerCase()))
    const made = present.size === 0 ? [] : tablesEver(await tableChangesOf(engine, migrations)).filter((table) => present.has(table))
    if (made.length > 0)
      return { ...base, applied: [], pending: all, state: 'unmanaged', problems: [...source.problems, baselineNeeded(made)] }
    return { ...base, applied: [], pending: all, state: all.length === 0 ? 'current' : 'behind', problems: source.problems }
  }
  return { ...base, ...compare(migrations, entries, source.problems) }
}

const compare = (
  migrations: readonly SourceMigration[],
  entries: readonly LedgerEntry[],
  already: readonly Problem[],
): Pick<Judgement, 'applied' | 'pending' | 'state' | 'problems'> => {
  const known = new Map(migrations.map((migration) => [migration.version, migration]))
  const finished = entries.filter(({ finishedAt }) => finishedAt !== null)
  const open = entries.filter(({ finishedAt }) => finishedAt === null)
  const applied = finished.map(({ version }) => version)
  const pending = migrations.filter(({ version }) => !applied.includes(version)).map(({ version }) => version)
  const newest = applied.at(-1) ?? ''
  const last = migrations.at(-1)?.version ?? ''

  const drifted = finished.filter(({ version, sha256 }) => known.has(version) && known.get(version)?.sha256 !== sha256)
  const ahead = applied.filter((version) => !known.has(version) && version > last)
  const missing = applied.filter((version) => !known.has(version) && version <= last)
  const outOfOrder = pending.filter((version) => version < newest && !open.some((entry) => entry.version === version))

  const findings: readonly (readonly [TargetState, Problem])[] = [
    ...open.map((entry) => ['failed', unfinished(entry)] as const),
    ...(drifted.length > 0 ? [['drifted', changed(drifted)] as const] : []),
    ...(missing.length > 0 ? [['diverged', gone(missing)] as const] : []),
    ...(outOfOrder.length > 0 ? [['diverged', late(outOfOrder, newest)] as const] : []),
    ...(ahead.length > 0 ? [['ahead', unknown(ahead)] as const] : []),
  ]
  const state = findings[0]?.[0] ?? (pending.length > 0 ? 'behind' : 'current')
  return { applied, pending, state, problems: [...already, ...findings.map(([, each]) => each)] }
}
