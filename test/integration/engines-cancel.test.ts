import { beforeAll, describe, expect, test } from 'vitest'
import type { Rows } from '../../src/main/engines/index.ts'
import { everyEngine, request, type TestDatabase } from './engines-kit.ts'

const long = {
  postgres: 'select pg_sleep(60)',
  mysql: 'select sleep(60)',
  sqlite: 'with recursive c(n) as (select 1 union all select n + 1 from c where n < 10000000000) select count(*) from c',
}

describe.each(everyEngine)('$title', ({ kind, create }) => {
  /** Statements of ours that run in the server, of which a cancelled one must not be one. SQLite's run in children that are gone. */
  const running = async (execute: (sql: string) => Promise<Record<string, unknown>[]>): Promise<number> => {
    if (kind === 'sqlite') return 0
    const [row] = await execute(
      kind === 'postgres'
        ? `select count(*)::int as n from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`
        : `select count(*) as n from information_schema.processlist where db = database() and command <> 'Sleep' and id <> connection_id()`,
    )
    return Number(row?.['n'])
  }

  test('an abort stops the statement in the server, and the session serves again', async () => {
    const { database, execute } = await create('create table t (a int)')
    for (const run of [
      (signal: AbortSignal) => database.read({ sql: long[kind], parameters: [] }, { signal }),
      (signal: AbortSignal) => database.query(long[kind], { limit: 1, signal }),
    ]) {
      const stop = new AbortController()
      const work = run(stop.signal)
      setTimeout(() => stop.abort(), 150)
      const start = Date.now()
      await expect(work).rejects.toMatchObject({ code: 'call.cancelled' })
      expect(Date.now() - start).toBeLessThan(2500)
      expect(await running(execute)).toBe(0)
      expect((await database.query('select 1', { limit: 1 })).rows).toHaveLength(1)
      expect((await database.page(request('t'))).rows).toEqual([])
    }
  })

  test('a statement over its time is stopped the same way', async () => {
    const { database, execute } = await create('create table t (a int)')
    await expect(database.read({ sql: long[kind], parameters: [] }, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'query.timeout' })
    await expect(database.query(long[kind], { limit: 1, timeoutMs: 200 })).rejects.toMatchObject({ code: 'query.timeout' })
    expect(await running(execute)).toBe(0)
    expect(await database.count({ table: { schema: null, name: 't' }, filters: [] })).toBe('0')
  })

  test('a call that was cancelled before it began never reaches the database', async () => {
    const { database } = await create('create table t (a int)')
    await expect(database.ping({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'call.cancelled' })
  })

  test('cancelling one statement leaves the others alone', async () => {
    const { database } = await create('create table t (a int)')
    const stop = new AbortController()
    const cancelled = database.read({ sql: long[kind], parameters: [] }, { signal: stop.signal })
    const other = {
      postgres: 'select pg_sleep(0.5)',
      mysql: 'select sleep(0.5)',
      sqlite: 'with recursive c(n) as (select 1 union all select n + 1 from c where n < 3000000) select count(*) from c',
    }[kind]
    const kept = database.read({ sql: other, parameters: [] })
    setTimeout(() => stop.abort(), 100)
    await expect(cancelled).rejects.toMatchObject({ code: 'call.cancelled' })
    expect((await kept).rows).toHaveLength(1)
  })

  test('cancelled in a storm, no session is lost and no cancel hits another statement', async () => {
    const { database } = await create('create table t (a int)')
    const quick = { postgres: 'select pg_sleep(0.003)', mysql: 'select sleep(0.003)', sqlite: 'select 1' }[kind]
    for (let round = 0; round < (kind === 'sqlite' ? 5 : 25); round++) {
      const stop = new AbortController()
      const work = database.read({ sql: quick, parameters: [] }, { signal: stop.signal }).catch((error: { code: string }) => error.code)
      setTimeout(() => stop.abort(), round % 7)
      const outcome = await work
      if (typeof outcome === 'string') expect(outcome).toBe('call.cancelled')
      expect((await database.read({ sql: 'select 1', parameters: [] })).rows).toHaveLength(1)
    }
  })
})

describe.each(everyEngine)('$title streams', ({ kind, create }) => {
  const series = {
    postgres: `insert into big select i, repeat('x', 100) from generate_series(1, 200000) i`,
    mysql: `insert into big select seq, repeat('x', 100) from seq_1_to_200000`,
    sqlite: `insert into big with recursive s(i) as (select 1 union all select i + 1 from s where i < 200000) select i, '${'x'.repeat(100)}' from s`,
  }[kind]
  const setup = `create table big (id int not null primary key, t varchar(100)); ${series}`
  /** Read by all tests but the one that writes to it, which makes its own: filling it takes longer than reading it. */
  let shared: TestDatabase
  beforeAll(async () => {
    shared = await create(setup)
  })

  test('every row comes once, in batches, with flat memory', async () => {
    const { database } = shared
    const statement = await database.allRows(request('big', { sort: [{ column: 'id', direction: 'desc' }] }))
    let rows = 0
    let expected = 200_000
    let peak = 0
    const before = process.memoryUsage().rss
    for await (const batch of database.stream(statement, { batchRows: 1000 })) {
      expect(batch.rows.length).toBeLessThanOrEqual(1000)
      for (const row of batch.rows) if (row[0] !== expected--) throw new Error(`Row ${String(row[0])} out of order`)
      rows += batch.rows.length
      peak = Math.max(peak, process.memoryUsage().rss - before)
    }
    expect(rows).toBe(200_000)
    expect(peak).toBeLessThan(150_000_000)
  })

  test('a slow consumer holds the rows back, and others are served meanwhile', async () => {
    const { database } = shared
    const stream = database.stream(await database.allRows(request('big')), { batchRows: 100 })[Symbol.asyncIterator]()
    const first: IteratorResult<Rows> = await stream.next()
    expect(first.value.rows).toHaveLength(100)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect((await database.page(request('big', { limit: 1 }))).rows).toHaveLength(1)
    expect((await stream.next()).value.rows[0][0]).toBe(101)
    await stream.return?.()
    expect(await database.count({ table: { schema: null, name: 'big' }, filters: [] })).toBe('200000')
  })

  test('a stream sees one state of the table while others write', async () => {
    const { database, execute } = await create(setup)
    let rows = 0
    for await (const batch of database.stream(await database.allRows(request('big')), { batchRows: 5000 })) {
      if (rows === 0) await execute('delete from big where id > 100000')
      rows += batch.rows.length
    }
    expect(rows).toBe(200_000)
  })

  test('leaving early or aborting ends the reading in the server', async () => {
    const { database, execute } = shared
    const statement = await database.allRows(request('big'))
    for await (const batch of database.stream(statement, { batchRows: 10 })) if (batch.rows.length > 0) break
    const stop = new AbortController()
    const reading = (async () => {
      for await (const batch of database.stream(statement, { batchRows: 10, signal: stop.signal })) if (batch.rows.length > 0) stop.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'call.cancelled' })
    if (kind === 'postgres')
      expect(
        await execute(
          `select count(*)::int as n from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`,
        ),
      ).toEqual([{ n: 0 }])
    expect((await database.page(request('big', { limit: 1 }))).rows).toHaveLength(1)
  })

  test('an empty result still tells its columns, and a failing one fails', async () => {
    const { database } = await create('create table e (id int not null primary key, n int)')
    const batches: Rows[] = []
    for await (const batch of database.stream(await database.allRows(request('e')))) batches.push(batch)
    expect(batches.map((batch) => batch.columns.map((column) => column.name))).toEqual([['id', 'n']])
    const failing = async () => {
      for await (const _ of database.stream({ sql: 'select nope from e', parameters: [] })) void _
    }
    await expect(failing()).rejects.toMatchObject({ code: 'query.failed' })
  })
})
