import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { freshName, sharedServer } from '../servers/index.ts'
import { provost } from './cli-process.ts'
import { openTestConsole } from './connection-test-kit.ts'

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => 'done').catch((error: { data?: { code: string } }) => error.data?.code ?? error)

const withTables = async (server: 'postgres15' | 'mariadb') => {
  const { client, directory } = await openTestConsole()
  const found = sharedServer(server)
  const database = await found.createDatabase(freshName('plan'))
  await found.execute(
    database,
    'create table people (id int primary key, name varchar(40)); create table grades (id int primary key, person int, mark int);',
  )
  for (let id = 1; id <= 40; id++)
    await found.execute(database, `insert into people values (${id}, 'p'); insert into grades values (${id}, ${id}, ${id % 5})`)
  await client.connections.add({ name: 'school', url: found.url(database), tls: { mode: 'disable' }, readWrite: true })
  const explain = (sql: string, measured = false, signal?: AbortSignal) =>
    client.connections.explain({ name: 'school', sql, measured }, signal === undefined ? {} : { signal })
  return { client, directory, explain, found, database }
}

const joined = 'select p.name, g.mark from people p join grades g on g.person = p.id where g.mark > 2 order by p.name'

describe.each(['postgres15', 'mariadb'] as const)('on %s', (server) => {
  test('a plan has its steps, each below the one it feeds, with cost and rows; measured it has times', async () => {
    const { explain } = await withTables(server)
    const plan = await explain(joined)
    expect(plan.measured).toBe(false)
    expect(plan.steps[0]?.depth).toBe(0)
    expect(plan.steps.map(({ title }) => title).join('\n')).toMatch(/people|\bp\b/)
    expect(plan.steps.length).toBeGreaterThan(2)
    for (const [at, { depth }] of plan.steps.entries()) expect(depth).toBeLessThanOrEqual((plan.steps[at - 1]?.depth ?? -1) + 1)
    expect(plan.steps.some(({ rows }) => rows !== null && rows > 0)).toBe(true)
    expect(plan.steps.every(({ ms, actualRows }) => ms === null && actualRows === null)).toBe(true)
    if (server === 'postgres15') expect(plan.steps[0]?.cost).toBeGreaterThan(0)
    const measured = await explain(joined, true)
    expect(measured.steps.some(({ actualRows }) => actualRows !== null && actualRows > 0)).toBe(true)
    expect(measured.steps.some(({ ms }) => ms !== null)).toBe(true)
  })

  test('nothing that writes is explained, and nothing is written by measuring', async () => {
    const { explain, found, database, client } = await withTables(server)
    const writing = [
      'delete from grades',
      'update grades set mark = 0',
      'insert into grades values (99, 1, 1)',
      'create table escaped as select 1',
      'analyze select 1',
      'explain analyze delete from grades',
      '(analyze) delete from grades',
      'analyze delete from grades',
      'select 1; delete from grades',
      ...(server === 'postgres15'
        ? ['with gone as (delete from grades returning *) select * from gone', 'execute gone', 'table grades; drop table grades']
        : ["select 1 into outfile '/tmp/escaped'", 'analyze format=json delete from grades']),
    ]
    for (const sql of writing)
      for (const measured of [true, false]) {
        if (!measured && sql.startsWith('with gone')) continue
        expect(await codeOf(explain(sql, measured)), `${sql} ${measured}`).toMatch(/^query\./)
      }
    if (server === 'mariadb') {
      const query = (sql: string) => codeOf(client.connections.query({ name: 'school', sql }))
      expect(await query('analyze format=json delete from grades')).toBe('query.read-only')
      expect(await query('analyze format=json update grades set mark = 0')).toBe('query.read-only')
      expect(await query('analyze table grades')).toBe('query.read-only')
      expect(await query("analyze format=json select 1 into outfile '/tmp/escaped'")).toBe('query.read-only')
    }
    expect(await found.execute(database, 'select count(*) as n, sum(mark) as marks from grades')).toMatchObject([{ n: expect.anything() }])
    const [{ n, marks }] = (await found.execute(database, 'select count(*) as n, sum(mark) as marks from grades')) as {
      n: unknown
      marks: unknown
    }[] as [{ n: unknown; marks: unknown }]
    expect([Number(n), Number(marks)]).toEqual([40, 80])
    const { entries } = await client.audit.list({})
    expect(entries.filter(({ action }) => action === 'connection.explain').length).toBeGreaterThan(writing.length)
  })

  test('a measured plan is cancelled in the server', async () => {
    const { explain } = await withTables(server)
    const stop = new AbortController()
    const sql = server === 'postgres15' ? 'select pg_sleep(30)' : 'select sleep(30) from people'
    setTimeout(() => stop.abort(), 500)
    const began = performance.now()
    expect(await codeOf(explain(sql, true, stop.signal))).not.toBe('done')
    expect(performance.now() - began).toBeLessThan(8000)
  })
})

test('a SQLite plan is told and not measured, and the command line writes it as a table', async () => {
  const { client, directory } = await openTestConsole()
  const path = join(directory, 'school.db')
  const file = new Database(path)
  file.exec('create table people (id integer primary key, name text); create index by_name on people (name)')
  file.close()
  await client.connections.add({ name: 'school', url: path })
  const sql = "select * from people where name = 'a' union select * from people where id = 1"
  const plan = await client.connections.explain({ name: 'school', sql })
  expect(plan.steps.map(({ title }) => title).join('\n')).toContain('by_name')
  expect(plan.steps.some(({ depth }) => depth > 0)).toBe(true)
  expect(await codeOf(client.connections.explain({ name: 'school', sql, measured: true }))).toBe('connection.option-unsupported')
  expect(await codeOf(client.connections.explain({ name: 'school', sql: 'delete from people' }))).toBe('query.read-only')
  const shown = await provost(directory, ['connection', 'query', 'school', '--sql', sql, '--plan'])
  expect(shown).toMatchObject({ exit: 0, stdout: expect.stringContaining('by_name') })
  expect((await provost(directory, ['connection', 'query', 'school', '--sql', sql, '--measured'])).exit).toBe(2)
})
