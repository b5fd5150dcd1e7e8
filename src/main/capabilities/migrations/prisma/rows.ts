import type { EngineKind } from '#contract/connections.ts'
import type { TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { RunOptions } from '../../../engines/index.ts'
import { qualifiedName, visibleTable } from '../../../fleet/blueprints/index.ts'
import type { LedgerReader } from '../tool.ts'

export const prismaTable = '_prisma_migrations'

/** A row of Prisma's ledger. Times are ISO 8601, UTC. */
export interface PrismaRow {
  readonly id: string
  readonly checksum: string
  readonly name: string
  readonly logs: string
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly rolledBackAt: string | null
  readonly steps: number
}

/** Failed or in progress: the row alone does not tell which. */
export const isOpen = (row: PrismaRow): boolean => row.finishedAt === null && row.rolledBackAt === null
export const isApplied = (row: PrismaRow): boolean => row.finishedAt !== null && row.rolledBackAt === null

/** The ledger among a database's tables, where Prisma's own unqualified name leads to; null where it is not there. */
export const locatePrismaTable = (
  reader: LedgerReader,
  tables: readonly TableReference[],
  options: RunOptions,
): Promise<TableReference | null> => visibleTable(reader, tables, prismaTable, options)

const iso = (cell: Cell | undefined): string | null => {
  if (cell === null || cell === undefined) return null
  const text = String(cell)
  // SQLite: milliseconds where Prisma wrote them, text where a default or a person did.
  if (/^\d{9,}$/.test(text)) return new Date(Number(text)).toISOString()
  const spaced = text.replace(' ', 'T')
  const time = new Date(/(Z|[+-]\d\d:\d\d)$/.test(spaced) ? spaced : `${spaced}Z`)
  return Number.isNaN(time.getTime()) ? text : time.toISOString()
}

/** An error's text can be long; the beginning tells. */
const logsLength = 4000

/** PostgreSQL writes a time as the session's DateStyle and zone have it, which are the server's own here. */
const time = (engine: EngineKind, column: string): string =>
  engine === 'postgres' ? `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : column

const selectSql = (engine: EngineKind, table: TableReference): string =>
  `select id, checksum, ${time(engine, 'finished_at')}, migration_name, substr(logs, 1, ${logsLength}), ${time(engine, 'rolled_back_at')},
     ${time(engine, 'started_at')}, applied_steps_count
   from ${qualifiedName(engine, table)} order by started_at, migration_name`

/** The rows, oldest first. */
export const readPrismaRows = async (reader: LedgerReader, table: TableReference, options: RunOptions): Promise<readonly PrismaRow[]> => {
  const { rows } = await reader.read({ sql: selectSql(reader.engine, table), parameters: [] }, options)
  return rows.map(([id, checksum, finishedAt, name, logs, rolledBackAt, startedAt, steps]) => ({
    id: String(id),
    checksum: String(checksum),
    name: String(name),
    logs: logs === null || logs === undefined ? '' : String(logs),
    startedAt: iso(startedAt) ?? '',
    finishedAt: iso(finishedAt),
    rolledBackAt: iso(rolledBackAt),
    steps: Number(steps ?? 0),
  }))
}
