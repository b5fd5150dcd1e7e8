import { describe, expect, test } from 'vitest'
import { defaultPool } from '../../src/main/engines/index.ts'
import { mariadb, postgres15, request, sqlite } from './engines-kit.ts'

describe.each([postgres15, mariadb])('$title', ({ kind, create }) => {
  const sleep = kind === 'postgres' ? 'select pg_sleep(0.3)' : 'select sleep(0.3)'
  const sessions =
    kind === 'postgres'
      ? `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
      : `select count(*) as n from information_schema.processlist where db = database() and id <> connection_id()`
  const pool = (changes: Partial<typeof defaultPool>) => ({ pool: { ...defaultPool, ...changes } })
  const mark = kind === 'postgres' ? 'select pg_backend_pid()' : 'select connection_id()'

  test('under load it opens more than it keeps, and no more than both', async () => {
    const { reopen, execute } = await create('create table t (a int)')
    const database = reopen(pool({ size: 2, overflow: 2 }))
    const work = Array.from({ length: 9 }, () => database.read({ sql: sleep.replace('0.3', '0.8'), parameters: [] }))
    await expect.poll(async () => (await execute(sessions))[0]).toEqual({ n: 4 })
    await Promise.all(work)
    await expect.poll(async () => (await execute(sessions))[0]).toEqual({ n: 2 })
    await database.close()
    await expect.poll(async () => (await execute(sessions))[0]).toEqual({ n: 0 })
    await expect(database.ping()).rejects.toMatchObject({ code: 'call.cancelled' })
  })

  test('a session is used again while it is young, and renewed when it is old', async () => {
    const { reopen } = await create('create table t (a int)')
    const session = async (database: ReturnType<typeof reopen>) => (await database.read({ sql: mark, parameters: [] })).rows[0]?.[0]
    const young = reopen(pool({ size: 1 }))
    expect(await session(young)).toBe(await session(young))
    const old = reopen(pool({ size: 1, recycleSeconds: 1 }))
    const first = await session(old)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect(await session(old)).not.toBe(first)
  })

  test('one who waits for a session may give up without harm', async () => {
    const { reopen } = await create('create table t (a int)')
    const database = reopen(pool({ size: 1, overflow: 0 }))
    const busy = database.read({ sql: sleep, parameters: [] })
    const stop = new AbortController()
    const waiting = database.page(request('t'), { signal: stop.signal })
    const behind = database.page(request('t'))
    setTimeout(() => stop.abort(), 50)
    await expect(waiting).rejects.toMatchObject({ code: 'call.cancelled' })
    await busy
    expect((await behind).rows).toEqual([])
  })

  test('many tenants of one server share its cap', async () => {
    const tenants = await Promise.all(Array.from({ length: 6 }, () => create('create table t (a int)')))
    const databases = tenants.map((tenant) => tenant.reopen(pool({ size: 10, overflow: 10 })))
    const outcomes = await Promise.all(
      databases.flatMap((database) => Array.from({ length: 12 }, () => database.read({ sql: sleep, parameters: [] }).then(() => 1))),
    )
    expect(outcomes).toHaveLength(72)
    // Idle sessions of one tenant make room for another's.
    expect(await Promise.all(databases.map((database) => database.count({ table: { schema: null, name: 't' }, filters: [] })))).toEqual(
      Array(6).fill('0'),
    )
  })
})

test('SQLite: a few children serve many files and many calls', async () => {
  const tenants = await Promise.all(
    Array.from({ length: 12 }, (_, n) => sqlite.create(`create table t (a int); insert into t values (${n})`)),
  )
  const pages = await Promise.all(
    tenants.flatMap((tenant, n) => [0, 1, 2].map(async () => ({ n, rows: (await tenant.database.page(request('t'))).rows }))),
  )
  for (const { n, rows } of pages) expect(rows).toEqual([[n]])
  await tenants[0]?.database.close()
  await expect(tenants[0]?.database.ping()).rejects.toMatchObject({ code: 'call.cancelled' })
  expect((await tenants[1]?.database.page(request('t')))?.rows).toEqual([[1]])
})
