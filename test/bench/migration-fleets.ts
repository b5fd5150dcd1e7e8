import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRouterClient } from '@orpc/server'
import BetterSqlite3 from 'better-sqlite3'
import { openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { type PrivateServer, startMariadb, startPostgres } from '../servers/index.ts'

export const runProgram = promisify(execFile)

/** Tables of each tenant, as many as an LMS has. */
const tableCount = 60

/** One more table of an LMS's size: keys, times and text, and an index. */
const tableSql = (name: string): string =>
  `create table ${name} (id bigint not null primary key, owner_id bigint not null, title varchar(200) not null, body text, status varchar(20) not null, created_at timestamp, updated_at timestamp);
create index ${name}_owner on ${name} (owner_id);`

const tables = Array.from({ length: tableCount }, (_, index) => `t_${String(index + 1).padStart(2, '0')}`)

/** What every one of the loops writes besides its change: a ledger of the shape of ours. */
export const otherLedgerSql = `create table other_ledger (version varchar(64) not null primary key, name varchar(255) not null, sha256 varchar(64) not null,
  statements bigint not null, statement_cursor bigint not null, started_at varchar(64) not null, finished_at varchar(64), duration_ms bigint, applied_by varchar(255) not null);`
export const otherLedgerRow = (version: string): string =>
  `insert into other_ledger values ('${version}', 'column', '${'0'.repeat(64)}', 1, 1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 3, 'ada')`

const templateSql = `${tables.map(tableSql).join('\n')}\n${otherLedgerSql}`

/** A console of the bench's own, and its folder of migrations. */
export const openBenchConsole = (directory = mkdtempSync(join(tmpdir(), 'pv-bench-'))) => {
  const source = join(directory, 'migrations')
  mkdirSync(source, { recursive: true })
  const console = openConsole({
    directory: join(directory, 'workspace'),
    environment: { PROVOST_VAULT: 'memory' },
    startChild: startNodeChild,
  })
  const client = createRouterClient(console.router, { context: () => console.context(null, 'command-line') })
  let number = 0
  return {
    directory,
    source,
    client,
    console,
    /** One more migration, of one statement. */
    addMigration(sql: string): string {
      number += 1
      const version = String(number).padStart(4, '0')
      writeFileSync(join(source, `${version}_change.up.sql`), `${sql}\n`)
      return version
    },
    async close() {
      await console.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
export type BenchConsole = ReturnType<typeof openBenchConsole>

export interface ServerFleet {
  readonly server: PrivateServer
  readonly databases: readonly string[]
}

/** Databases of sixty tables on a throwaway server. */
export const startPostgresFleet = async (count: number): Promise<ServerFleet> => {
  const server = await startPostgres({ version: 15, settings: { max_connections: '100', shared_buffers: '512MB' } })
  await server.createDatabase('template_campus')
  await server.execute('template_campus', templateSql)
  const databases = Array.from({ length: count }, (_, index) => `campus_${index}`)
  for (const name of databases) await server.execute('postgres', `create database ${name} template template_campus`)
  await server.execute('postgres', 'checkpoint')
  return { server, databases }
}

export const startMariadbFleet = async (count: number): Promise<ServerFleet> => {
  const server = await startMariadb({
    settings: { 'max-connections': '100', 'innodb-buffer-pool-size': '512M', 'table-open-cache': '8000' },
  })
  const databases = Array.from({ length: count }, (_, index) => `campus_${index}`)
  for (const name of databases) {
    await server.createDatabase(name)
    await server.execute(name, templateSql)
  }
  return { server, databases }
}

/** Files of sixty tables, in WAL mode as an LMS keeps them. */
export const makeSqliteFleet = (folder: string, count: number): readonly string[] => {
  const paths: string[] = []
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, `campus_${index}.db`)
    const database = new BetterSqlite3(path)
    database.pragma('journal_mode = wal')
    database.pragma('synchronous = off')
    database.exec(`begin; ${templateSql} commit;`)
    database.close()
    paths.push(path)
  }
  return paths
}

/** The databases of a server as adopted tenants behind one connection. */
export const adoptServer = async ({ client }: BenchConsole, { server, databases }: ServerFleet): Promise<void> => {
  const name = 'fleet'
  await client.connections.add({
    name,
    url: `${server.kind === 'postgres' ? 'postgresql' : 'mysql'}://${server.user}@${server.host}:${server.port}/${databases[0]}`,
    password: server.password,
    readWrite: true,
    tls: { mode: 'disable' },
  })
  for (const database of databases)
    await client.tenants.adopt({ domain: `${database.replaceAll('_', '-')}.example.edu`, connection: name, database })
}

/** Files as adopted tenants, each behind a connection of its own. */
export const adoptFiles = async ({ client }: BenchConsole, paths: readonly string[]): Promise<void> => {
  for (const [index, path] of paths.entries()) {
    const name = `campus_${index}`
    await client.connections.add({ name, url: `file:${path}`, readWrite: true })
    await client.tenants.adopt({ domain: `campus-${index}.example.edu`, connection: name })
  }
}

const everyone = { all: true, tenants: [], groups: [], connections: [] }

/** Applies what is pending to the whole fleet, and fails where one of it did. */
export const applyToFleet = async ({ client, source }: BenchConsole, concurrency: number): Promise<void> => {
  const { run } = await client.migrations.apply({ targets: everyone, source, concurrency })
  for await (const _ of await client.migrations.watch({ run: run.id }));
  const { run: ended, targets } = await client.migrations.run({ run: run.id })
  if (ended.state !== 'done')
    throw new Error(`The run ended ${ended.state}: ${JSON.stringify(targets.find(({ error }) => error !== null))}`)
}

/** Asks the whole fleet how it stands. */
export const statusOfFleet = async ({ client, source }: BenchConsole): Promise<void> => {
  let current = 0
  for await (const { state } of await client.migrations.status({ targets: everyone, source })) if (state === 'current') current += 1
  if (current === 0) throw new Error('No tenant is current')
}
