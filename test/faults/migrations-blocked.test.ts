import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { mariadb, postgres15, type TestEngine } from '../integration/engines-kit.ts'
import { selecting, writeSource } from '../integration/migrations-kit.ts'
import { sharedServer, startPostgres } from '../servers/index.ts'
import {
  afterThis,
  countingFiles,
  expectOnce,
  type Fleet,
  follow,
  groundOf,
  makeFleet,
  migrateInChild,
  onServer,
  openFaultConsole,
  resumeAll,
} from './migrations-kit.ts'
import { holdTable, openReader, readEvery } from './table-readers.ts'

const serverOf = ({ kind }: TestEngine) => sharedServer(kind === 'mysql' ? 'mariadb' : 'postgres15')

/** Begins a run over the fleet in this process; its end is awaited later. */
const begin = (fleet: Fleet, limits: Readonly<Record<string, number>> = {}, order = fleet.names) => {
  const console = openFaultConsole(fleet.directory, fleet.ground.password)
  const { client } = console
  return {
    console,
    ended: follow(console, () => client.migrations.apply({ targets: selecting(...order), source: fleet.source, ...limits })),
  }
}

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(30)) if (await holds()) return
  throw new Error(`It never came that ${what}`)
}

describe.each([postgres15, mariadb])('a reader that holds a table on $title', (engine) => {
  test('holds the migration up, and nobody waits behind it longer than its lock timeout', async () => {
    const lockTimeoutMs = 1000
    const holdMs = 4000
    const table = { '0001_begin.up.sql': 'create table counter (n integer not null); insert into counter values (0);' }
    const fleet = await makeFleet(groundOf(engine), 1, table)
    await begin(fleet).ended
    const server = serverOf(engine)
    const [plot] = fleet.plots
    if (plot === undefined) throw new Error('A fleet of one has one')
    const held = await holdTable(server, plot.database, 'counter')
    const others = readEvery(server, plot.database, 'counter', 25)
    writeSource({ '0002_column.up.sql': 'alter table counter add column title varchar(40); update counter set n = n + 1;' }, fleet.source)
    const { ended } = begin(fleet, { lockTimeoutMs })
    await wait(holdMs)
    await held.letGo()
    const { run, targets } = await ended
    const waits = await others.stop()
    expect(run.state, JSON.stringify(targets)).toBe('done')
    expect(targets[0]?.ms).toBeGreaterThan(holdMs / 2)
    expect((await plot.ask('select n from counter')).map(({ n }) => Number(n))).toEqual([1])
    // Some of them did queue behind the migration, or this test has shown nothing.
    expect(Math.max(...waits)).toBeGreaterThan(lockTimeoutMs / 4)
    expect(Math.max(...waits)).toBeLessThan(lockTimeoutMs + 600)
  })
})

test('an index whose concurrent building was killed is built again, though the killed console’s statement still runs', async () => {
  const table = {
    '0001_begin.up.sql': 'create table counter (n integer not null); insert into counter select i from generate_series(1, 200) i;',
  }
  const fleet = await makeFleet(groundOf(postgres15), 1, table)
  const first = begin(fleet)
  await first.ended
  await first.console.close()
  const server = serverOf(postgres15)
  const [plot] = fleet.plots
  if (plot === undefined) throw new Error('A fleet of one has one')
  const index =
    '-- provost: no-transaction\ncreate index concurrently counter_by_n on counter (n);\nupdate counter set n = n + 1 where n = 200;'
  writeSource({ '0002_index.up.sql': index }, fleet.source)
  // An old snapshot is what such an index waits for.
  const held = await holdTable(server, plot.database, 'counter', 'begin isolation level repeatable read')
  const child = migrateInChild(fleet)
  await until('the index waits for the reader', async () => {
    const [row] = await plot.ask(`select count(*)::int as n from pg_stat_progress_create_index where phase like 'waiting%'`)
    return row?.['n'] === 1
  })
  await child.kill()
  const resumed = resumeAll(fleet)
  await wait(500)
  await held.letGo()
  await resumed
  expect(await plot.ask(`select indisvalid from pg_index where indexrelid = 'counter_by_n'::regclass`)).toEqual([{ indisvalid: true }])
  expect((await plot.ask('select count(*)::int as n from counter where n = 201'))[0]).toEqual({ n: 1 })
})

test('a killed console’s session does not run on in the server', async () => {
  const files = { '0001_begin.up.sql': 'create table counter (n integer not null); select pg_sleep(60);' }
  const fleet = await makeFleet(groundOf(postgres15), 1, files)
  const [plot] = fleet.plots
  if (plot === undefined) throw new Error('A fleet of one has one')
  const sleeping = async (): Promise<boolean> => {
    const [row] = await plot.ask(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%'`,
    )
    return row?.['n'] === 1
  }
  const child = migrateInChild(fleet)
  await until('it sleeps', sleeping)
  await child.kill()
  await until('nobody sleeps any more', async () => !(await sleeping()))
})

test('a server that hangs ends its own targets, not the run; once it answers a resume completes', async () => {
  const server = await startPostgres()
  afterThis(() => server.stop())
  const files = {
    ...countingFiles('postgres'),
    '0002_column.up.sql': `${countingFiles('postgres')['0002_column.up.sql']} select pg_sleep(0.7);`,
  }
  const hanging = await makeFleet(onServer(server), 2, files)
  const healthy = onServer(serverOf(postgres15))
  const plot = await healthy.make()
  const { console, ended } = await (async () => {
    const opened = openFaultConsole(hanging.directory, hanging.ground.password)
    await opened.client.connections.add({ name: 'healthy', url: plot.url, readWrite: true, tls: { mode: 'disable' } })
    const targets = selecting(...hanging.names, 'healthy')
    const source = hanging.source
    return { console: opened, ended: follow(opened, () => opened.client.migrations.apply({ targets, source, statementTimeoutMs: 1500 })) }
  })()
  await until('it is in the middle', async () => {
    const [row] = await server.execute(
      'postgres',
      `select count(*)::int as n from pg_stat_activity where query like 'select pg_sleep(0.7)%' and state = 'active'`,
    )
    return Number(row?.['n']) > 0
  })
  await server.pause()
  const { run, targets } = await ended
  await server.resume()
  expect(run.state).toBe('failed')
  expect(targets.map(({ status }) => status).sort()).toEqual(['done', ...hanging.names.map(() => expect.stringMatching(/failed|skipped/))])
  await console.close()
  const all = { ...hanging, names: [...hanging.names, 'healthy'] }
  await resumeAll(all)
  await expectOnce({ ...hanging, plots: [...hanging.plots, plot] })
})

test('a role out of connections waits for one, and the run goes on', async () => {
  const server = await startPostgres()
  afterThis(() => server.stop())
  await server.execute('postgres', `create role narrow login connection limit 1 password '${server.password}'`)
  const narrow = { ...server, user: 'narrow' }
  const fleet = await makeFleet(onServer(narrow), 3)
  for (const { database } of fleet.plots) await server.execute(database, 'grant all on schema public to narrow')
  const other = await openReader(narrow, 'postgres')
  const { ended, console } = begin(fleet, { concurrency: 2 })
  await wait(1200)
  await other.end()
  const { run } = await ended
  expect(run.state).toBe('done')
  await console.close()
  await expectOnce(fleet)
})

test('a tenant renamed in the middle of the run fails by name, and is reached again once it is back', async () => {
  const ground = groundOf(postgres15)
  const fleet = await makeFleet(ground, 3, { ...countingFiles('postgres'), '0000_wait.up.sql': 'select pg_sleep(0.8);' })
  const last = fleet.plots[2]
  if (last === undefined) throw new Error('A fleet of three has a third')
  const { ended, console } = begin(fleet, { concurrency: 1 })
  await wait(300)
  const server = serverOf(postgres15)
  await server.execute('postgres', `alter database ${last.database} rename to ${last.database}_away`)
  const { targets } = await ended
  expect(targets.map(({ status }) => status)).toEqual(['done', 'done', 'failed'])
  expect(targets[2]?.error).toMatchObject({ code: 'connection.database-missing' })
  await console.close()
  await server.execute('postgres', `alter database ${last.database}_away rename to ${last.database}`)
  await resumeAll(fleet)
})
