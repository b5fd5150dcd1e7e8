import { closeSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { splitSqlite } from '../../../engines/index.ts'
import { blueprint, createLedgerSql, ledgerColumns, ledgerTable, ledgerValues } from '../../../fleet/blueprints/index.ts'
import { makeFolder } from '../../../foundation/state/index.ts'
import type { Calendar } from './calendar.ts'
import type { CampusPlan } from './campus-plan.ts'
import { type CampusRows, type CampusTable, campusTables } from './campus-rows.ts'

const tablesSince: Readonly<Partial<Record<CampusTable, string>>> = {
  withdrawals: '0004',
  refunds: '0004',
  scorm_data: '0005',
  xapi_statements: '0005',
}

const applyBlueprint = (database: BetterSqlite3.Database, plan: CampusPlan, calendar: Calendar, provostVersion: string): void => {
  database.exec(createLedgerSql('sqlite'))
  const insert = database.prepare(`insert into ${ledgerTable} values (${ledgerColumns.map(() => '?').join(', ')})`)
  const versions = blueprint('aada')
    .versions('sqlite')
    .filter(({ version }) => plan.schemaVersion !== null && version <= plan.schemaVersion)
  versions.forEach(({ version, name, up, sha256 }, index) => {
    const text = readFileSync(up, 'utf8')
    database.exec(text)
    const day = calendar.day(-plan.foundedYearsAgo * 365 + 20 * index)
    const statements = splitSqlite(text).length
    const startedAt = `${day}T06:00:00.000Z`
    const finishedAt = `${day}T06:00:00.012Z`
    const by = { durationMs: 12, appliedBy: 'demo campus', provostVersion }
    const done = { how: 'run', doneSha256: null, evidence: null } as const
    insert.run(...ledgerValues({ version, name, sha256, statements, statementCursor: statements, startedAt, finishedAt, ...by, ...done }))
  })
}

const fill = (database: BetterSqlite3.Database, rows: CampusRows, plan: CampusPlan): void => {
  for (const [table, columns] of Object.entries(campusTables) as [CampusTable, readonly string[]][]) {
    if ((tablesSince[table] ?? '') > (plan.schemaVersion ?? '')) continue
    const names = ['id', ...columns].map((column) => `"${column}"`)
    const insert = database.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
    for (const row of rows.of(table)) insert.run(row)
  }
}

/** Writes one campus as a database file and tells by which server. The file is new and nobody else has it open, so it is written without a journal. */
export const writeCampusFile = (path: string, plan: CampusPlan, rows: CampusRows, calendar: Calendar, provostVersion: string): string => {
  makeFolder(dirname(path), 0o700)
  closeSync(openSync(path, 'wx', 0o600))
  const database = new BetterSqlite3(path)
  try {
    database.pragma('journal_mode = off')
    database.pragma('synchronous = off')
    database.pragma('foreign_keys = off')
    database.exec('begin')
    applyBlueprint(database, plan, calendar, provostVersion)
    fill(database, rows, plan)
    if (plan.withoutRefundIndex && (plan.schemaVersion ?? '') >= '0004') database.exec('drop index idx_refunds_withdrawal_id')
    database.exec('commit')
    database.exec('analyze')
    return `SQLite ${database.prepare<[], string>('select sqlite_version()').pluck().get() ?? ''}`
  } finally {
    database.close()
  }
}
