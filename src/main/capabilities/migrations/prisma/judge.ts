import { type ErrorCode, type Problem, ProvostError } from '#contract/errors.ts'
import type { TargetState } from '#contract/migrations.ts'
import type { TableReference } from '#contract/tables.ts'
import type { RunOptions } from '../../../engines/index.ts'
import { holdsTables } from '../holds-tables.ts'
import type { MigrationSource, SourceMigration } from '../sources/source.ts'
import { sameTargets } from '../spelled-out.ts'
import type { Judgement, LedgerReader } from '../tool.ts'
import { matchesChecksum } from './checksum.ts'
import { isPrismaRunning } from './lock.ts'
import { isApplied, isOpen, locatePrismaTable, type PrismaRow, readPrismaRows } from './rows.ts'

const problem = (code: ErrorCode, title: string, detail: string, ...remedy: string[]): Problem =>
  new ProvostError(code, title, { detail, remedy }).toJSON()

const listed = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ')

/** The failure for which Prisma applies nothing more: the row of a migration that began and did not end. */
export const failedRows = (open: readonly PrismaRow[], running: boolean | null): Problem => {
  const names = [...new Set(open.map(({ name }) => name))]
  const words = open.map(
    ({ name, startedAt, logs }) => `The ${name} migration began at ${startedAt}.${logs === '' ? '' : `\n${logs.trim()}`}`,
  )
  if (running === true)
    return problem(
      'migration.locked',
      `${listed(names)} is being applied just now.`,
      `Another session holds Prisma’s lock.\n${words.join('\n')}`,
      'Look again when that run has ended.',
    )
  return problem(
    'migration.failed-row',
    `${listed(names)} began and did not end.`,
    `P3009: Prisma applies nothing more until it is settled.${running === null ? ' (Or it is being applied just now: SQLite cannot tell.)' : ''}\n${words.join('\n')}`,
    `Have it settled by evidence, a replay on a scratch database: provost migrate resolve${sameTargets}`,
    'Or say it as Prisma does: applied, where its whole change is in the database; rolled back, where none of it is.',
  )
}

/** The refusal where there are tables and no ledger. */
export const baselineNeeded = (tables: readonly string[]): Problem =>
  problem(
    'migration.baseline-needed',
    'The database has tables, and no ledger of Prisma’s.',
    `P3005: the schema is not empty. There already: ${listed(tables)}.`,
    `Say up to which migration it stands, as prisma migrate resolve --applied does for each: provost migrate baseline --to NAME${sameTargets}`,
  )

const edited = (names: readonly string[]): Problem =>
  problem(
    'migration.checksum-drift',
    `${listed(names)} was changed after it was applied here.`,
    'The script has another checksum than the ledger, with the line ends of Unix and of Windows, and in Prisma’s old form.',
    'Put the script back as it was, and write the change as a new migration.',
    'Prisma itself goes on and only warns.',
  )

const missing = (names: readonly string[]): Problem =>
  problem(
    'migration.file-missing',
    `The folder of ${listed(names)} is not among the migrations.`,
    'Prisma says nothing of it. Where migrations were squashed into one this is as it should be.',
    'Put the folder back, where it was lost.',
  )

const later = (names: readonly string[]): Problem =>
  problem(
    'migration.unknown-version',
    `${listed(names)} is newer than all that the project has.`,
    'The database was probably migrated with a newer version of the project.',
    'Get the newest version of the project.',
  )

const late = (names: readonly string[], newest: string): Problem =>
  problem(
    'migration.out-of-order',
    `${listed(names)} came after ${newest} was applied, with an earlier name.`,
    'Prisma applies it all the same, and says nothing.',
    'Rename its folder to a later time, where it was applied nowhere, so that every tenant gets the same in the same order.',
    'Or apply it as it is: --waive out-of-order=REASON',
  )

/** The rows that count for a name: those not rolled back. Without one the migration is pending again. */
const counting = (rows: readonly PrismaRow[]): ReadonlyMap<string, PrismaRow> => {
  const found = new Map<string, PrismaRow>()
  for (const row of rows) if (row.rolledBackAt === null && (!found.has(row.name) || isOpen(row))) found.set(row.name, row)
  return found
}

/** How the rows of a ledger stand against the migrations of a project. `running` is whether another session holds Prisma's lock. */
export const judgeRows = (
  migrations: readonly SourceMigration[],
  rows: readonly PrismaRow[],
  running: boolean | null,
): Pick<Judgement, 'applied' | 'pending' | 'state' | 'problems'> => {
  const known = new Map(migrations.map((migration) => [migration.version, migration]))
  const current = counting(rows)
  const done = [...current.values()].filter(isApplied)
  const open = rows.filter(isOpen)
  const applied = done.map(({ name }) => name)
  const pending = migrations.filter(({ version }) => !current.has(version)).map(({ version }) => version)
  const newest =
    [...current.keys()]
      .filter((name) => known.has(name))
      .sort()
      .at(-1) ?? ''
  const last = migrations.at(-1)?.version ?? ''
  const drifted = done.filter(({ name, checksum }) => {
    const sql = known.get(name)?.sql
    return sql !== undefined && sql !== null && !matchesChecksum(sql, checksum)
  })
  const unknown = [...current.keys()].filter((name) => !known.has(name))
  const ahead = unknown.filter((name) => name > last)
  const gone = unknown.filter((name) => name <= last)
  const outOfOrder = pending.filter((name) => name < newest)
  const findings: readonly (readonly [TargetState | null, Problem])[] = [
    ...(open.length > 0 ? [['failed', failedRows(open, running)] as const] : []),
    ...(drifted.length > 0 ? [['drifted', edited(drifted.map(({ name }) => name))] as const] : []),
    ...(ahead.length > 0 ? [[pending.length > 0 ? 'diverged' : 'ahead', later(ahead)] as const] : []),
    // Squashing leaves such rows, and Prisma applies what is late: told, but no state of their own.
    ...(gone.length > 0 ? [[null, missing(gone)] as const] : []),
    ...(outOfOrder.length > 0 ? [[null, late(outOfOrder, newest)] as const] : []),
  ]
  const state = findings.find(([each]) => each !== null)?.[0] ?? (pending.length > 0 ? 'behind' : 'current')
  return { applied, pending, state, problems: findings.map(([, each]) => each) }
}

/** The tables that Prisma would find where it looks: in the session's own schema. */
export const tablesInPlace = async (
  reader: LedgerReader,
  tables: readonly TableReference[],
  options: RunOptions,
): Promise<readonly TableReference[]> => {
  if (reader.engine !== 'postgres') return tables
  const { rows } = await reader.read({ sql: 'select current_schema()::text', parameters: [] }, options)
  return tables.filter(({ schema }) => schema === rows[0]?.[0])
}

/** How a database stands against a Prisma project. */
export const judgePrisma = async (
  reader: LedgerReader,
  source: MigrationSource,
  tables: readonly TableReference[],
  options: RunOptions,
): Promise<Judgement> => {
  const { engine } = reader
  const mismatch = source.engines.includes(engine)
    ? []
    : [
        problem(
          'migration.engine-mismatch',
          `The project’s migrations are not for ${engine}.`,
          `P3019: migration_lock.toml is for ${source.engines.join(', ') || 'another kind of database'}.`,
          'Choose targets of that kind.',
        ),
      ]
  const migrations = source.migrations(engine)
  const all = migrations.map(({ version }) => version)
  const base = { tool: 'prisma', heads: all.slice(-1) } as const
  const already = [...source.problems, ...mismatch]
  const table = await locatePrismaTable(reader, tables, options)
  if (table === null) {
    const present = await tablesInPlace(reader, tables, options)
    const unmanaged = holdsTables(present)
    const problems = unmanaged ? [...already, baselineNeeded(present.map(({ name }) => name))] : already
    return { ...base, applied: [], pending: all, state: unmanaged ? 'unmanaged' : all.length > 0 ? 'behind' : 'current', problems }
  }
  const rows = await readPrismaRows(reader, table, options)
  const running = rows.some(isOpen) ? await isPrismaRunning(reader, options.signal) : false
  const judged = judgeRows(migrations, rows, running)
  return { ...base, ...judged, problems: [...already, ...judged.problems] }
}
