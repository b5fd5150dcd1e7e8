import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig, RunOptions, SchemaSession } from '../../../engines/index.ts'
import {
  createLedgerSql,
  type LedgerEntry,
  ledgerColumns,
  ledgerEntryOf,
  ledgerValues,
  ledgerTable as ownTable,
  selectLedgerSql,
} from '../../../fleet/blueprints/index.ts'
import type { WorkOn } from '../tool.ts'
import { answerWithinMs } from './patience.ts'
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

/** A value in PostgreSQL's own form, whatever a backslash means to the session. */
const literal = (value: string | number | null): string => {
  if (typeof value !== 'string') return String(value)
  return `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

const placeholder = (engine: EngineKind, position: number): string => (engine === 'postgres' ? `$${position}` : '?')

/** Whether a failure says that the ledger is not there, rather than that it cannot be read. */
const isAbsent = (error: unknown): boolean =>
  error instanceof ProvostError && (error.code === 'table.gone' || /no such table|doesn't exist|does not exist/i.test(error.detail))

export interface LedgerSession {
  /** Null where there is none. Not to be called within a transaction. */
  read(): Promise<readonly LedgerEntry[] | null>
  /** Takes the tenant's lock first, in the same exchange where the engine can. */
  readLocked(work: WorkOn): Promise<readonly LedgerEntry[] | null>
  /** The same ledger by a name that no setting of the session leads elsewhere. */
  qualified(config: EngineConfig): Promise<LedgerSession>
  /** The rows, after making the table where there is none. */
  ensure(): Promise<readonly LedgerEntry[]>
  find(version: string): Promise<LedgerEntry | null>
  insert(entry: LedgerEntry): Promise<void>
  /** Ends the transaction with the row, in one exchange where the engine can. */
  insertAndCommit(entry: LedgerEntry): Promise<void>
  change(version: string, change: LedgerChange): Promise<void>
  remove(version: string): Promise<void>
}

/** The words of a reader's missing right would send a person the wrong way. */
const mayNotMake = (error: unknown): unknown => {
  if (!(error instanceof ProvostError) || error.code !== 'connection.permission-denied') return error
  return new ProvostError('migration.failed', `The login may not make tables here, and so not the ledger ${ownTable}.`, {
    detail: error.detail,
    remedy: [
      'Migrate by the login that owns the schema.',
      'Or have the right to make tables given to this one: CREATE and USAGE on the schema, CREATE on a MySQL or MariaDB database.',
    ],
    cause: error,
  })
}

/** The ledger of the database that a session works in: its table is where the session's unqualified names lead. */
export const ledgerOn = (session: SchemaSession, signal: AbortSignal, ledgerTable: string = ownTable): LedgerSession => {
  const { engine } = session
  const options: RunOptions = { signal, timeoutMs: answerWithinMs }
  const read = async (): Promise<readonly LedgerEntry[] | null> => {
    try {
      return (await session.rows({ sql: selectLedgerSql(ledgerTable), parameters: [] }, options)).map(ledgerEntryOf)
    } catch (error) {
      if (isAbsent(error)) return null
      throw error
    }
  }
  return {
    read,
    async readLocked(work: WorkOn): Promise<readonly LedgerEntry[] | null> {
      const rows = await session.lockAndRead?.(tenantLock(work.config), selectLedgerSql(ledgerTable), signal)
      if (rows !== undefined && rows !== null) return rows.map(ledgerEntryOf)
      await takeTenantLock(work)
      return read()
    },
    async qualified(config: EngineConfig): Promise<LedgerSession> {
      if (config.engine === 'sqlite') return ledgerOn(session, signal)
      if (config.engine === 'mysql') return ledgerOn(session, signal, `\`${config.database.replaceAll('`', '``')}\`.${ownTable}`)
      const sql = `select quote_ident(n.nspname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass('${ownTable}')`
      const [[schema] = []] = await session.rows({ sql, parameters: [] }, options)
      return ledgerOn(session, signal, `${String(schema)}.${ownTable}`)
    },
    async ensure(): Promise<readonly LedgerEntry[]> {
      const rows = await read()
      if (rows !== null) return rows
      try {
        await session.command(createLedgerSql(engine), options)
      } catch (error) {
        throw mayNotMake(error)
      }
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
    async insertAndCommit(entry: LedgerEntry): Promise<void> {
      if (engine === 'postgres') {
        const sql = `insert into ${ledgerTable} (${ledgerColumns.join(', ')}) values (${ledgerValues(entry).map(literal).join(', ')}); commit`
        return session.command(sql, options)
      }
      await this.insert(entry)
      await session.command('commit', engine === 'sqlite' ? { signal } : options)
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
