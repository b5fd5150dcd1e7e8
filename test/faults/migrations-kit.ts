import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, expect } from 'vitest'
import type { EngineKind } from '../../src/contract/connections.ts'
import type { Run, RunTarget } from '../../src/contract/migrations.ts'
import { openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { sqlite, type TestDatabase, type TestEngine } from '../integration/engines-kit.ts'
import { collect, selecting, writeSource } from '../integration/migrations-kit.ts'
import { sharedServer, type TestServer } from '../servers/index.ts'
import { freshName } from '../servers/test-server.ts'
import { type RunningChild, runChild } from './children/run-child.ts'

/** How often the random faults strike: few in the suite, as many as wanted by `npm run faults:long`. */
export const rounds = (few: number): number => Number(process.env['PROVOST_FAULT_ROUNDS'] ?? few)

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
export const afterThis = (cleanup: () => Promise<void> | void): void => {
  cleanups.push(cleanup)
}

/** Where tenants are made, and how the database is asked past Provost. */
export interface Ground {
  readonly engine: EngineKind
  readonly password: string | null
  make(setup?: string): Promise<Plot>
}

/** One tenant's database. */
export interface Plot {
  readonly url: string
  /** Rows of a query, past Provost; numbers may come as text. */
  ask(sql: string): Promise<readonly Record<string, unknown>[]>
  readonly database: string
}

export const onServer = (server: TestServer): Ground => ({
  engine: server.kind,
  password: server.password,
  async make(setup) {
    const database = await server.createDatabase()
    if (setup !== undefined) await server.execute(database, setup)
    const scheme = server.kind === 'postgres' ? 'postgresql' : 'mysql'
    return { database, url: `${scheme}://${server.user}@127.0.0.1:${server.port}/${database}`, ask: (sql) => server.execute(database, sql) }
  },
})

const inFiles: Ground = {
  engine: 'sqlite',
  password: null,
  async make(setup) {
    const made: TestDatabase = await sqlite.create(setup ?? 'create table placeholder (id integer); drop table placeholder')
    if (made.config.engine !== 'sqlite') throw new Error('SQLite makes files')
    const { path } = made.config
    const ask = async (sql: string) => {
      const { columns, rows } = await made.database.read({ sql, parameters: [] })
      return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])))
    }
    return { database: path, url: `file:${path}`, ask }
  },
}

export const groundOf = ({ kind, title }: TestEngine): Ground =>
  kind === 'sqlite' ? inFiles : onServer(sharedServer(kind === 'mysql' ? 'mariadb' : title.endsWith('18') ? 'postgres18' : 'postgres15'))

/** Migrations of which a second running would show: rows without keys, and a counter. `slow` makes a statement last. */
export const countingFiles = (engine: EngineKind): Readonly<Record<string, string>> => {
  const sleep = engine === 'postgres' ? 'select pg_sleep(0.01);' : engine === 'mysql' ? 'do sleep(0.01);' : ''
  const count = 'update counter set n = n + 1;'
  const outside = engine === 'mysql' ? '' : '-- provost: no-transaction\n'
  const concurrently = engine === 'postgres' ? ' concurrently' : ''
  const setting =
    engine === 'postgres'
      ? "set search_path = pg_catalog, public; set my.word = 'kept';"
      : engine === 'mysql'
        ? "set @word = 'kept'; set foreign_key_checks = 0; prepare noting from 'insert into events values (''prepared'')';"
        : ''
  const word = engine === 'postgres' ? "current_setting('my.word')" : engine === 'mysql' ? '@word' : "'kept'"
  const events = engine === 'postgres' ? 'public.events' : 'events'
  return {
    '0001_begin.up.sql': `create table events (what varchar(40)); create table counter (n integer not null); insert into counter values (0);
      insert into events values ('0001'); ${count} ${sleep}`,
    '0002_column.up.sql': `alter table counter add column title varchar(40); insert into events values ('0002'); ${count} ${sleep}
      create table parts (id integer not null primary key, name varchar(40)); insert into events values ('0002 later');`,
    '0003_outside.up.sql': `${outside}${setting}
      insert into ${events} values (${word});
      create index${concurrently} parts_by_name on ${engine === 'postgres' ? 'public.' : ''}parts (name);
      ${engine === 'mysql' ? 'execute noting;' : `insert into ${events} values ('prepared');`}
      ${engine === 'postgres' ? 'vacuum public.counter;' : engine === 'mysql' ? 'alter table parts add column size integer;' : 'vacuum;'}
      update ${engine === 'postgres' ? 'public.' : ''}counter set n = n + 1;`,
    '0004_end.up.sql': `insert into events values ('0004'); ${count} alter table parts add column weight integer;`,
  }
}

export const openFaultConsole = (directory: string, password: string | null) => {
  const environment = { PROVOST_VAULT: 'memory', ...(password === null ? {} : { PROVOST_PASSWORD: password }) }
  const console = openConsole({ directory, environment, startChild: startNodeChild })
  let closed = false
  const close = async (): Promise<void> => {
    if (!closed) await console.close()
    closed = true
  }
  afterThis(close)
  return { client: createRouterClient(console.router, { context: () => console.context(null, 'command-line') }), console, close }
}
export type FaultConsole = ReturnType<typeof openFaultConsole>

export interface Fleet {
  readonly directory: string
  readonly source: string
  readonly ground: Ground
  readonly plots: readonly Plot[]
  readonly names: readonly string[]
}

/** A workspace with so many fresh tenants, and a folder of migrations for them. */
export const makeFleet = async (
  ground: Ground,
  count: number,
  files = countingFiles(ground.engine),
  setupOf: (index: number) => string | undefined = () => undefined,
): Promise<Fleet> => {
  const directory = mkdtempSync(join(tmpdir(), 'provost-fleet-'))
  afterThis(() => rmSync(directory, { recursive: true, force: true }))
  const plots = await Promise.all(Array.from({ length: count }, (_, index) => ground.make(setupOf(index))))
  const { client, close } = openFaultConsole(directory, ground.password)
  const names: string[] = []
  for (const { url } of plots) {
    const name = freshName('c')
    await client.connections.add({ name, url, readWrite: true, ...(ground.engine === 'sqlite' ? {} : { tls: { mode: 'disable' } }) })
    names.push(name)
  }
  await close()
  return { directory, source: writeSource(files), ground, plots, names }
}

/** A console in a process of its own, which can be killed. */
export const migrateInChild = (
  { directory, names, source, ground }: Fleet,
  more: {
    readonly killAt?: number
    readonly afterMs?: number
    readonly resume?: string
    readonly steps?: number
    readonly concurrency?: number
    readonly shell?: string
    readonly lockTimeoutMs?: number
  } = {},
): RunningChild => {
  const { shell, ...rest } = more
  const work = { directory, connections: names, source, concurrency: 2, ...rest }
  const environment = {
    ...process.env,
    PROVOST_VAULT: 'memory',
    ...(ground.password === null ? {} : { PROVOST_PASSWORD: ground.password }),
  }
  const child = runChild('migrate-fleet.ts', [JSON.stringify(work)], { environment, ...(shell === undefined ? {} : { shell }) })
  afterThis(() => child.kill())
  return child
}

/** Begins or resumes a run and follows it to its end. */
export const follow = async (
  { client }: FaultConsole,
  begin: () => Promise<{ readonly run: Run }>,
): Promise<{ readonly run: Run; readonly targets: readonly RunTarget[] }> => {
  const { run } = await begin()
  for await (const _ of await client.migrations.watch({ run: run.id }));
  return client.migrations.run({ run: run.id })
}

/** The newest run of the workspace, resumed until nothing is left to do; a killed console may have died before it began any. */
export const resumeAll = async (fleet: Fleet): Promise<{ readonly run: Run; readonly targets: readonly RunTarget[] }> => {
  const console = openFaultConsole(fleet.directory, fleet.ground.password)
  const { client } = console
  const [run] = (await client.migrations.runs({ limit: 1 })).runs
  const targets = selecting(...fleet.names)
  const ended =
    run === undefined
      ? await follow(console, () => client.migrations.apply({ targets, source: fleet.source }))
      : run.state === 'done'
        ? await client.migrations.run({ run: run.id })
        : await follow(console, () => client.migrations.resume({ run: run.id, failed: true }))
  const problems = ended.targets.flatMap(({ error }) => (error === null ? [] : [error]))
  expect(problems).toEqual([])
  expect(ended.run).toMatchObject({ state: 'done', counts: { done: fleet.names.length, failed: 0, pending: 0, running: 0 } })
  const states = await collect(await client.migrations.status({ targets, source: fleet.source }))
  expect(states.map(({ state, pending }) => [state, pending])).toEqual(fleet.names.map(() => ['current', []]))
  await console.close()
  return ended
}

const lockLeft: Readonly<Record<EngineKind, string | null>> = {
  postgres: `select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
  mysql: `select case when is_free_lock(concat('provost:', database())) = 1 then 0 else 1 end as n`,
  sqlite: null,
}

/** Each tenant has each migration of `countingFiles` exactly once, whole indexes, and no lock of ours. */
export const expectOnce = async ({ plots, ground }: Fleet): Promise<void> => {
  for (const { ask } of plots) {
    const events = (await ask('select what from events order by what')).map(({ what }) => what)
    expect(events).toEqual(['0001', '0002', '0002 later', '0004', 'kept', 'prepared'])
    expect((await ask('select n from counter')).map(({ n }) => Number(n))).toEqual([4])
    const ledger = await ask('select version, statements, statement_cursor, finished_at from provost_migrations order by version')
    expect(ledger.map(({ version, finished_at: finished }) => [version, finished !== null])).toEqual(
      ['0001', '0002', '0003', '0004'].map((version) => [version, true]),
    )
    for (const { statements, statement_cursor: cursor } of ledger) expect(cursor).toEqual(statements)
    const sql = lockLeft[ground.engine]
    if (sql !== null) expect(Number((await ask(sql))[0]?.['n'])).toBe(0)
    if (ground.engine === 'postgres') expect(await ask('select indexrelid::regclass from pg_index where not indisvalid')).toEqual([])
  }
}
