import type { EngineKind } from '#contract/connections.ts'
import type { TableReference } from '#contract/tables.ts'
import type { CatalogTable, Database, RunOptions, Statement } from '../../engines/index.ts'

/** The table in a tenant's database that says which migrations were applied there. It, not the registry, is the truth. */
export const ledgerTable = 'provost_migrations'

/**
 * How a row came to be: `run`, its statements were run · `baseline`, they were not, for the schema was there before · `resolved`, a person
 * said so · `rollback`, it is being taken back.
 */
export const ledgerHows = ['run', 'baseline', 'resolved', 'rollback'] as const
export type LedgerHow = (typeof ledgerHows)[number]

/** One applied (or begun) migration. `finishedAt` null means it began and did not end. Times are UTC, ISO 8601. */
export interface LedgerEntry {
  readonly version: string
  readonly name: string
  readonly sha256: string
  /** How many statements the migration has, and how many of them are done: where the engine cannot roll back, the place to go on from. */
  readonly statements: number
  readonly statementCursor: number
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly durationMs: number | null
  readonly appliedBy: string
  readonly provostVersion: string
  readonly how: LedgerHow
  /** Over the statements that are done, so that a file may be mended behind them and nowhere else; null where none is. */
  readonly doneSha256: string | null
  /** What stood in the database before the statement at the cursor, where that cannot be rolled back: whether it happened is told by it. */
  readonly evidence: string | null
}

const types: Record<EngineKind, { readonly text: string; readonly whole: string }> = {
  postgres: { text: 'text', whole: 'bigint' },
  // A key of type text needs a length there.
  mysql: { text: 'varchar(255)', whole: 'bigint' },
  sqlite: { text: 'text', whole: 'integer' },
}

/** The statement that makes the ledger where there is none. */
export const createLedgerSql = (engine: EngineKind): string => {
  const { text, whole } = types[engine]
  return `create table if not exists ${ledgerTable} (
  version ${text} not null primary key,
  name ${text} not null,
  sha256 ${text} not null,
  statements ${whole} not null,
  statement_cursor ${whole} not null,
  started_at ${text} not null,
  finished_at ${text},
  duration_ms ${whole},
  applied_by ${text} not null,
  provost_version ${text} not null,
  how ${text} not null,
  done_sha256 ${text},
  evidence ${text}
)`
}

/** The values of an entry in the order of the ledger's columns, for `insert into provost_migrations values (…)`. */
export const ledgerValues = (entry: LedgerEntry): readonly (string | number | null)[] => [
  entry.version,
  entry.name,
  entry.sha256,
  entry.statements,
  entry.statementCursor,
  entry.startedAt,
  entry.finishedAt,
  entry.durationMs,
  entry.appliedBy,
  entry.provostVersion,
  entry.how,
  entry.doneSha256,
  entry.evidence,
]

/** In the order of `ledgerValues`. */
export const ledgerColumns = [
  'version',
  'name',
  'sha256',
  'statements',
  'statement_cursor',
  'started_at',
  'finished_at',
  'duration_ms',
  'applied_by',
  'provost_version',
  'how',
  'done_sha256',
  'evidence',
] as const

/** Reads a ledger of this name, oldest version first. */
export const selectLedgerSql = (table: string = ledgerTable): string => `select ${ledgerColumns.join(', ')} from ${table} order by version`

const statement = (sql: string): Statement => ({ sql, parameters: [] })
const text = (cell: unknown): string => String(cell)
const whole = (cell: unknown): number => Number(cell)

const quote = (engine: EngineKind, name: string): string =>
  engine === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`

/** A table's name as a statement writes it. */
export const qualifiedName = (engine: EngineKind, table: TableReference): string =>
  table.schema === null ? quote(engine, table.name) : `${quote(engine, table.schema)}.${quote(engine, table.name)}`

const how = (cell: unknown): LedgerHow => ledgerHows.find((each) => each === cell) ?? 'run'
const orNull = <Value>(cell: unknown, read: (cell: unknown) => Value): Value | null =>
  cell === null || cell === undefined ? null : read(cell)

/** A row of `selectLedgerSql`. */
export const ledgerEntryOf = (row: readonly unknown[]): LedgerEntry => ({
  version: text(row[0]),
  name: text(row[1]),
  sha256: text(row[2]),
  statements: whole(row[3]),
  statementCursor: whole(row[4]),
  startedAt: text(row[5]),
  finishedAt: orNull(row[6], text),
  durationMs: orNull(row[7], whole),
  appliedBy: text(row[8]),
  provostVersion: text(row[9]),
  how: how(row[10]),
  doneSha256: orNull(row[11], text),
  evidence: orNull(row[12], text),
})

/**
 * The table that its bare name leads to, as it leads whoever writes it; null where it leads nowhere. A table of that name in a schema that
 * is not looked in is another.
 */
export const visibleTable = async (
  { engine, read }: Pick<Database, 'engine' | 'read'>,
  catalog: readonly TableReference[],
  name: string,
  options: RunOptions = {},
): Promise<TableReference | null> => {
  const named = catalog.find((candidate) => candidate.name === name)
  if (named === undefined) return null
  if (engine !== 'postgres') return { schema: named.schema, name }
  const sql = `select n.nspname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid = pg_catalog.to_regclass(pg_catalog.quote_ident($1))`
  const { rows } = await read({ sql, parameters: [name] }, options)
  const schema = rows[0]?.[0]
  return schema === undefined ? null : { schema: text(schema), name }
}

/** The ledger of a database, oldest version first; null where it has none. */
export const readLedger = async (
  database: Pick<Database, 'engine' | 'read'>,
  catalog: readonly TableReference[],
  options: RunOptions = {},
): Promise<readonly LedgerEntry[] | null> => {
  const table = await visibleTable(database, catalog, ledgerTable, options)
  if (table === null) return null
  const { rows } = await database.read(statement(selectLedgerSql(qualifiedName(database.engine, table))), options)
  return rows.map(ledgerEntryOf)
}

/** Ledgers of other tools: their table, and the statement that tells the version it stands at. */
const foreignLedgers: readonly { readonly table: string; readonly version: (table: string) => string }[] = [
  { table: 'alembic_version', version: (table) => `select version_num from ${table} order by version_num` },
  {
    table: '_prisma_migrations',
    version: (table) =>
      `select migration_name from ${table} where finished_at is not null and rolled_back_at is null order by started_at desc, migration_name desc limit 1`,
  },
]

/** The version a database's schema stands at by its own ledger, whoever keeps it; null where nobody does. */
export const readSchemaVersion = async (
  database: Database,
  catalog: readonly CatalogTable[],
  options: RunOptions = {},
): Promise<string | null> => {
  const own = await readLedger(database, catalog, options)
  if (own !== null) return own.findLast((entry) => entry.finishedAt !== null)?.version ?? null
  for (const ledger of foreignLedgers) {
    const table = await visibleTable(database, catalog, ledger.table, options)
    if (table === null) continue
    const { rows } = await database.read(statement(ledger.version(qualifiedName(database.engine, table))), options)
    // Alembic has a row per branch head.
    if (rows.length > 0) return rows.map((row) => text(row[0])).join(', ')
  }
  return null
}
