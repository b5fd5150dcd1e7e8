import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, engineOf, openSchemaSession, poolerOf } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { sharedServer, startPgbouncer, type TestPgbouncer, type TestServer } from '../servers/index.ts'
import { expectFailure, tryUrl } from './connection-test-kit.ts'
import { openOptions, serverConfig } from './engines-kit.ts'

let server: TestServer
let name: string
beforeAll(async () => {
  server = sharedServer('postgres15')
  name = await server.createDatabase()
  await server.execute(
    name,
    'create table grades (id bigint primary key, at timestamptz); insert into grades select i, now() from generate_series(1, 5000) i',
  )
})

const table = { schema: 'public', name: 'grades' }
const configAt = (port: number) => ({ ...serverConfig(server, name), port })
const versionOf = (tried: Awaited<ReturnType<typeof tryUrl>>) => tried.test.stages.find(({ stage }) => stage === 'version')

/** The plain one refuses what it does not know at the login; the lenient one drops it without a word, as many are set up. */
const poolers = (['transaction', 'session'] as const).flatMap((mode) =>
  [[], ['ignore_startup_parameters = options,extra_float_digits']].map((settings) => ({ mode, settings })),
)

describe.each(poolers)('through PgBouncer in $mode mode ($settings)', ({ mode, settings }) => {
  let pooler: TestPgbouncer
  let database: Database
  beforeAll(async () => {
    pooler = await startPgbouncer(server, { mode, settings: [...settings, `default_pool_size = ${mode === 'session' ? 20 : 2}`] })
    database = engineOf('postgres', { startChild: startNodeChild }).open(configAt(pooler.port), openOptions(server.password))
  })
  afterAll(async () => {
    await database.close()
    await pooler.stop()
  })

  it('the staged test passes, says so, and proves what it would without', async () => {
    const tried = await tryUrl(pooler.url(name))
    expect(tried.test.failure).toBeNull()
    expect(versionOf(tried)).toMatchObject({
      status: mode === 'transaction' ? 'warning' : 'ok',
      detail: expect.stringContaining(`${mode} pooling`),
    })
    expect(tried.report).toContain(`${mode} pooling`)
    expect(tried.test.readOnly).toEqual((await tryUrl(server.url(name))).test.readOnly)
  })

  it('whoever asks is told, at a database and at a session for migrations', async () => {
    expect(await poolerOf(database)).toBe(mode)
    const session = await openSchemaSession(configAt(pooler.port), {
      ...openOptions(server.password),
      readWrite: true,
      startChild: startNodeChild,
    })
    expect(await poolerOf(session)).toBe(mode)
    await session.end()
  })

  it('nothing is written, and what is read has the console’s form, on every one of many sessions', async () => {
    const writes = Array.from({ length: 6 }, () => database.read({ sql: 'insert into grades values (0, now())', parameters: [] }))
    for (const outcome of await Promise.allSettled(writes))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'query.read-only' } })
    const shown = { sql: `select current_setting('timezone'), current_setting('transaction_read_only'), now()::text`, parameters: [] }
    for (const { rows } of await Promise.all(Array.from({ length: 6 }, () => database.read(shown))))
      expect(rows[0]).toEqual(['UTC', 'on', expect.stringMatching(/\+00$/)])
    expect(await server.execute(name, 'select count(*)::int as rows from grades')).toEqual([{ rows: 5000 }])
  })

  it('a person’s statement, an error, a page, an export and a cancelled one each leave it working', async () => {
    expect((await database.query('select max(id) from grades', { limit: 10 })).rows).toEqual([['5000']])
    await expect(database.query('select nothing from nowhere', { limit: 10 })).rejects.toMatchObject({ code: 'query.failed' })
    const page = await database.page({ table, sort: [], filters: [], limit: 50, maxBytes: 1e6, hidden: [], place: { from: 'start' } })
    expect(page.rows).toHaveLength(50)
    let streamed = 0
    for await (const batch of database.stream(await database.allRows({ table, sort: [], filters: [], hidden: [] })))
      streamed += batch.rows.length
    expect(streamed).toBe(5000)
    const controller = new AbortController()
    const slow = database.read({ sql: 'select pg_sleep(30)', parameters: [] }, { signal: controller.signal })
    setTimeout(() => controller.abort(), 200)
    await expect(slow).rejects.toMatchObject({ code: 'call.cancelled' })
    expect((await database.read({ sql: 'select 1', parameters: [] })).rows).toEqual([[1]])
  })

  it('a person’s statement leaves no lock in the sessions that others are lent', async () => {
    const held = () =>
      server.execute(
        name,
        `select count(*)::int as held from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
      )
    await server.execute(
      name,
      `create or replace function hidden() returns int language plpgsql as $$ begin execute 'select pg_adv' || 'isory_lock(1234)'; return 1; end $$`,
    )
    for (const sql of ['select pg_advisory_lock(1234)', 'select pg_try_advisory_lock(1234)'])
      await expect(database.query(sql, { limit: 1 }), sql).rejects.toMatchObject({ code: 'query.read-only' })
    expect(await held()).toEqual([{ held: 0 }])
    // Settings for the session end with the transaction; what would make more of the session is refused.
    await database.query("select set_config('search_path', 'pg_catalog', false), set_config('work_mem', '4321kB', false)", { limit: 1 })
    for (let turn = 0; turn < 4; turn++)
      expect((await database.query("select current_setting('work_mem')", { limit: 1 })).rows).not.toEqual([['4321kB']])
    for (const sql of [
      'create temporary table kept (a int)',
      'listen kept',
      'prepare kept as select 1',
      'declare kept cursor with hold for select 1',
    ])
      await expect(database.query(sql, { limit: 1 }), sql).rejects.toMatchObject({ code: 'query.read-only' })
    // Where the name cannot be seen, and where the statement fails behind it, or is cancelled.
    await database.query('select hidden()', { limit: 1 })
    expect(await held()).toEqual([{ held: 0 }])
    await expect(database.query('select hidden(), 1 / (hidden() - 1)', { limit: 1 })).rejects.toMatchObject({ code: 'query.failed' })
    expect(await held()).toEqual([{ held: 0 }])
    await expect(database.query('select hidden(), pg_sleep(60)', { limit: 1, timeoutMs: 300 })).rejects.toMatchObject({
      code: 'query.timeout',
    })
    expect(await held()).toEqual([{ held: 0 }])
    expect((await database.query('select 1', { limit: 1 })).rows).toEqual([[1]])
  })

  it('leaves nothing of its own in the sessions that others are lent', async () => {
    const settingsThere = await server.execute(
      name,
      `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    )
    expect(settingsThere).toEqual([{ open: 0 }])
    const session = await openSchemaSession(configAt(pooler.port), {
      ...openOptions(server.password),
      readWrite: true,
      startChild: startNodeChild,
    })
    const [[readOnly] = []] = await session.rows({ sql: `select current_setting('default_transaction_read_only')`, parameters: [] })
    await session.end()
    expect(readOnly).toBe('off')
  })
})

it('without a pooler there is none, and one is told from the server itself', async () => {
  const database = engineOf('postgres', { startChild: startNodeChild }).open(serverConfig(server, name), openOptions(server.password))
  expect(await poolerOf(database)).toBe('none')
  await database.close()
  expect(versionOf(await tryUrl(server.url(name)))?.detail).not.toContain('pool')
})

it('session pooling with one server session is not taken for transaction pooling', async () => {
  const pooler = await startPgbouncer(server, { mode: 'session', settings: ['default_pool_size = 1'] })
  const database = engineOf('postgres', { startChild: startNodeChild }).open(configAt(pooler.port), {
    ...openOptions(server.password),
    pool: { size: 1, overflow: 0, prePing: false, recycleSeconds: 0, connectTimeoutMs: 5000 },
  })
  expect(await poolerOf(database)).toBe('session')
  await database.close()
  await pooler.stop()
})

it('what the pooler itself refuses is told as the pooler’s', async () => {
  const pooler = await startPgbouncer(server, { mode: 'transaction' })
  expectFailure(await tryUrl(pooler.url('nowhere')), 'connection.database-missing', 'database')
  expectFailure(await tryUrl(pooler.url(name).replace(`:${server.password}@`, ':wrong@')), 'connection.auth-failed', 'authenticate')
  await pooler.stop()
})
