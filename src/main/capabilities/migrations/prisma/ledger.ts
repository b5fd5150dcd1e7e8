import { randomUUID } from 'node:crypto'
import type { EngineKind } from '#contract/connections.ts'
import type { RunOptions, SchemaSession } from '../../../engines/index.ts'
import { qualifiedName } from '../../../fleet/blueprints/index.ts'
import { locatePrismaTable, type PrismaRow, prismaTable, readPrismaRows } from './rows.ts'

/** The table as Prisma's engine makes it on each engine. */
const createSql: Readonly<Record<EngineKind, string>> = {
  postgres: `CREATE TABLE ${prismaTable} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`,
  mysql: `CREATE TABLE ${prismaTable} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  sqlite: `CREATE TABLE "${prismaTable}" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`,
}

/** A time as Prisma stores it: SQLite has milliseconds as a number, MySQL UTC without saying so. */
const stored = (engine: EngineKind, time: Date): string | number => {
  if (engine === 'sqlite') return time.getTime()
  return engine === 'mysql' ? time.toISOString().replace('T', ' ').replace('Z', '') : time.toISOString()
}

/** A TEXT of MySQL ends there; a longer one would be refused with the row unfinished. */
const longestLog: Readonly<Record<EngineKind, number>> = { postgres: 1_000_000, mysql: 16_000, sqlite: 1_000_000 }

/** Prisma's ledger through a session, written as Prisma writes it: each line one statement of its own, none in a transaction. */
export const prismaLedgerOn = async (session: SchemaSession, clock: () => Date, options: RunOptions) => {
  const { engine } = session
  const reader = {
    engine,
    read: async (...[statement, run]: Parameters<SchemaSession['rows']>) => ({ columns: [], rows: await session.rows(statement, run) }),
  }
  let table = await locatePrismaTable(reader, await session.tables(options), options)
  const mark = (position: number): string => (engine === 'postgres' ? `$${position}` : '?')
  const now = (): string | number => stored(engine, clock())
  const write = async (sql: string, ...parameters: readonly unknown[]): Promise<void> => {
    await session.rows({ sql, parameters }, options)
  }
  // Qualified, for a script may leave the session with another search_path, as those of pg_dump do.
  const name = (): string => qualifiedName(engine, table ?? { schema: null, name: prismaTable })
  const insert = (values: Readonly<Record<string, string | number>>): Promise<void> => {
    const columns = Object.keys(values)
    const places = columns.map((_, index) => mark(index + 1)).join(', ')
    return write(`insert into ${name()} (${columns.join(', ')}) values (${places})`, ...Object.values(values))
  }
  return {
    get exists(): boolean {
      return table !== null
    },
    async create(): Promise<void> {
      await session.command(createSql[engine], options)
      table = await locatePrismaTable(reader, await session.tables(options), options)
    },
    rows: async (): Promise<readonly PrismaRow[]> => (table === null ? [] : readPrismaRows(reader, table, options)),
    async started(migration: string, checksum: string): Promise<string> {
      const id = randomUUID()
      await insert({ id, checksum, started_at: now(), migration_name: migration })
      return id
    },
    stepDone: (id: string): Promise<void> =>
      write(`update ${name()} set applied_steps_count = applied_steps_count + 1 where id = ${mark(1)}`, id),
    finished: (id: string): Promise<void> => write(`update ${name()} set finished_at = ${mark(1)} where id = ${mark(2)}`, now(), id),
    failed: (id: string, logs: string): Promise<void> =>
      write(`update ${name()} set logs = ${mark(1)} where id = ${mark(2)}`, logs.slice(0, longestLog[engine]), id),
    rolledBack: (id: string): Promise<void> => write(`update ${name()} set rolled_back_at = ${mark(1)} where id = ${mark(2)}`, now(), id),
    async markApplied(migration: string, checksum: string): Promise<void> {
      const time = now()
      await insert({ id: randomUUID(), checksum, logs: '', started_at: time, finished_at: time, migration_name: migration })
    },
  }
}
export type PrismaLedger = Awaited<ReturnType<typeof prismaLedgerOn>>
