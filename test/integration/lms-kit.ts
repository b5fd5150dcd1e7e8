import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarFrom } from '../../src/main/capabilities/tenants/demo/calendar.ts'
import { campusData } from '../../src/main/capabilities/tenants/demo/campus-data.ts'
import { writeCampusFile } from '../../src/main/capabilities/tenants/demo/campus-file.ts'
import type { CampusPlan } from '../../src/main/capabilities/tenants/demo/campus-plan.ts'
import { type CampusRows, type CampusTable, campusTables, type DemoValue } from '../../src/main/capabilities/tenants/demo/campus-rows.ts'
import { readDemoWords } from '../../src/main/capabilities/tenants/demo/words.ts'
import { type Database, defaultPool, type EngineConfig, engineOf } from '../../src/main/engines/index.ts'
import { blueprint } from '../../src/main/fleet/blueprints/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { freshName, type SharedServerName, sharedServer } from '../servers/index.ts'

/** The day the test's campus was written on. */
export const clock = (): Date => new Date(2026, 10, 20, 14, 32)

const plan: CampusPlan = {
  name: 'Test Campus',
  domain: 'test-campus.example',
  region: 'east',
  status: 'APPROVED',
  groups: [],
  students: 160,
  foundedYearsAgo: 4,
  schemaVersion: '0005',
  cases: 'all',
  withoutRefundIndex: false,
}

/** A campus with every case a registrar meets, as rows: what the databases below hold, and what a test derives from by itself. */
export const campus = campusData(plan, readDemoWords(), calendarFrom(clock()))

/** The rows of a table as objects, straight from what was generated. */
export const rowsOf = (table: CampusTable, rows: CampusRows = campus.rows): Record<string, DemoValue>[] =>
  rows.of(table).map((row) => Object.fromEntries(['id', ...campusTables[table]].map((column, index) => [column, row[index] ?? null])))

export const openDatabase = (config: EngineConfig, password: string | null = null): Database =>
  engineOf(config.engine, { startChild: startNodeChild }).open(config, {
    pool: defaultPool,
    readWrite: false,
    password: async () => password,
    applicationName: 'Provost tests',
  })

const written: readonly CampusTable[] = ['users', 'programs', 'enrollments', 'attendance', 'withdrawals', 'refunds']

const literal = (value: DemoValue): string =>
  value === null ? 'null' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`

/** The statements that fill the tables which the registrar reads. */
export const inserts = (quote: string, tableName: (table: CampusTable) => string = (table) => `${quote}${table}${quote}`): string =>
  written
    .flatMap((table) => {
      const columns = ['id', ...campusTables[table]].map((column) => `${quote}${column}${quote}`).join(', ')
      const rows = campus.rows.of(table).map((row) => `(${row.map(literal).join(', ')})`)
      return Array.from({ length: Math.ceil(rows.length / 500) }, (_, index) => {
        const batch = rows.slice(index * 500, (index + 1) * 500).join(',\n')
        return `insert into ${tableName(table)} (${columns}) values ${batch};`
      })
    })
    .join('\n')

export const postgresBlueprint = (): string =>
  blueprint('aada')
    .versions('postgres')
    .map(({ up }) => readFileSync(up, 'utf8'))
    .join('\n')

/** The documented tables as MySQL would have them; there is no blueprint for it yet. */
export const mysqlTables = `
create table users (id int auto_increment primary key, email varchar(255) not null unique, hashed_password varchar(255) not null, full_name varchar(255) not null,
  role enum('student', 'instructor', 'admin') not null, created_at datetime, updated_at datetime, deleted_at datetime);
create table programs (id int auto_increment primary key, name varchar(255) not null, description text, total_credits decimal(5, 2), duration_weeks int, tuition_amount_cents int, created_at datetime, updated_at datetime);
create table modules (id int auto_increment primary key, program_id int, name varchar(255), order_num int);
create table lessons (id int auto_increment primary key, module_id int, title varchar(255), order_num int);
create table enrollments (id int auto_increment primary key, user_id int, program_id int, status enum('active', 'completed', 'withdrawn') not null, enrolled_at date not null, completed_at date, progress_pct int, created_at datetime);
create table attendance (id int auto_increment primary key, user_id int, enrollment_id int, clock_in datetime not null, clock_out datetime, total_minutes int as (timestampdiff(minute, clock_in, clock_out)) stored, notes text, created_at datetime);
create table withdrawals (id int auto_increment primary key, user_id int, enrollment_id int, requested_at datetime not null, progress_pct_at_withdrawal int, reason text, admin_notes text, admin_processed_at datetime, created_at datetime);
create table refunds (id int auto_increment primary key, withdrawal_id int, amount_cents int not null, policy_basis text, approved_at datetime, approved_by int, remitted_at datetime, created_at datetime);
create index attendance_enrollment on attendance (enrollment_id);
`

export interface OpenCampus {
  readonly title: string
  readonly database: Database
  close(): Promise<void>
}

export const sqliteCampus = async (): Promise<OpenCampus> => {
  const directory = mkdtempSync(join(tmpdir(), 'provost-lms-'))
  const path = join(directory, 'campus.sqlite')
  writeCampusFile(path, plan, campus.rows, calendarFrom(clock()), '0.1.0')
  const database = openDatabase({ engine: 'sqlite', path })
  return {
    title: 'SQLite',
    database,
    async close() {
      await database.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A database on a shared server, made by the statements, which the superuser runs. */
export const serverDatabase = async (name: SharedServerName, statements: string): Promise<OpenCampus> => {
  const server = sharedServer(name)
  const databaseName = await server.createDatabase(freshName('lms'))
  await server.execute(databaseName, statements)
  const { host, port, user, password } = server
  const tls = { mode: 'disable', ca: null, cert: null, key: null } as const
  const database = openDatabase({ engine: server.kind, host, port, user, database: databaseName, tls }, password)
  return { title: server.title, database, close: () => database.close() }
}

export const openCampuses: Readonly<Record<'sqlite' | SharedServerName, () => Promise<OpenCampus>>> = {
  sqlite: sqliteCampus,
  postgres15: () => serverDatabase('postgres15', `${postgresBlueprint()}\n${inserts('"')}`),
  postgres18: () => serverDatabase('postgres18', `${postgresBlueprint()}\n${inserts('"')}`),
  mariadb: () => serverDatabase('mariadb', `${mysqlTables}\n${inserts('`')}`),
}
