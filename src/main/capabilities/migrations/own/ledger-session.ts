import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { RunOptions, SchemaSession } from '../../../engines/index.ts'
import {
  createLedgerSql,
  type LedgerEntry,
  ledgerColumns,
  ledgerEntryOf,
  ledgerTable,
  ledgerValues,
  selectLedgerSql,
} from '../../../fleet/blueprints/index.ts'
import type { WorkOn } from '../tool.ts'
import { takeTenantLock, tenantLock } from './tenant-lock.ts'

/** What may change of a row while its migration goes on. */
export type LedgerChange = Partial<
  Pick<LedgerEntry, 'sha256' | 'statements' | 'statementCursor' | 'finishedAt' | 'durationMs' | 'how' | 'doneSha256' | 'evidence'>
>

const columnOf: Readonly<Record<keyof LedgerChange, (typeof ledgerColumns)[number]>> = {
  sha256: 'sha256',
  statements: 'statements',
  statementCursor: 'statement_cursor',
  finishedAt: 'finished_at',
  durationMs: 'duration_ms',
  how: 'how',
  doneSha256: 'done_sha256',
  evidence: 'evidence',
}

const placeholder = (engine: EngineKind, position: number): string => (engine === 'postgres' ? `$${position}` : '?')

/** Whether a failure says that the ledger is not there, rather than that it cannot be read. */
const isAbsent = (error: unknown): boolean =>
  error instanceof ProvostError && (error.code === 'table.gone' || /no such table|doesn't exist|does not exist/i.test(error.detail))

/** The ledger of the database that a session works in: its table is where the session's unqualified names lead. */
export const ledgerOn = (session: SchemaSession, options: RunOptions) => {
  const { engine } = session
  const read = async (): Promise<readonly LedgerEntry[] | null> => {
    try {
      return (await session.rows({ sql: selectLedgerSql(), parameters: [] }, options)).map(ledgerEntryOf)
    } catch (error) {
      if (isAbsent(error)) return null
      throw error
    }
  }
  return {
    /** Null where there is none. Not to be called within a transaction. */
    read,
    /** Takes the tenant's lock first, in the same exchange where the engine can. */
    async readLocked(work: WorkOn): Promise<readonly LedgerEntry[] | null> {
      const rows = await session.lockAndRead?.(tenantLock(work.config), selectLedgerSql(), options.signal)
      if (rows !== undefined && rows !== null) return rows.map(ledgerEntryOf)
      await takeTenantLock(work)
      return read()
    },
    /** The rows, after making the table where there is none. */
    async ensure(): Promise<readonly LedgerEntry[]> {
      const rows = await read()
      if (rows !== null) return rows
      await session.command(createLedgerSql(engine), options)
      return []
    },
    async find(version: string): Promise<LedgerEntry | null> {
      const sql = `select ${ledgerColumns.join(', ')} from ${ledgerTable} where version = ${placeholder(engine, 1)}`
      const [row] = await session.rows({ sql, parameters: [version] }, options)
      return row === undefined ? null : ledgerEntryOf(row)
    },
    async insert(entry: LedgerEntry): Promise<void> {
      const values = ledgerValues(entry)
      const places = values.map((_, index) => placeholder(engine, index + 1)).join(', ')
      await session.rows(
        { sql: `insert into ${ledgerTable} (${ledgerColumns.join(', ')}) values (${places})`, parameters: [...values] },
        options,
      )
    },
    async change(version: string, change: LedgerChange): Promise<void> {
      const keys = Object.keys(change) as (keyof LedgerChange)[]
      const sets = keys.map((key, index) => `${columnOf[key]} = ${placeholder(engine, index + 1)}`).join(', ')
      const sql = `update ${ledgerTable} set ${sets} where version = ${placeholder(engine, keys.length + 1)}`
      await session.rows({ sql, parameters: [...keys.map((key) => change[key] ?? null), version] }, options)
    },
    async remove(version: string): Promise<void> {
      await session.rows({ sql: `delete from ${ledgerTable} where version = ${placeholder(engine, 1)}`, parameters: [version] }, options)
    },
  }
}
export type LedgerSession = ReturnType<typeof ledgerOn>
