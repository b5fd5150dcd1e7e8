import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sharedServer } from '../servers/index.ts'
import { provost } from './cli-process.ts'
import { everyEngine, mariadb, postgres15, postgres18 } from './engines-kit.ts'

const bounds = { limit: 900, cellBytes: 1_000_000, maxBytes: 32_000_000 }
const endless = 'with recursive r(i) as (select 1 union all select i + 1 from r) select count(*) from r'
/** So many characters of text, in each engine's words. */
const text = (kind: string, length: number): string => (kind === 'sqlite' ? `printf('%.*c', ${length}, 'x')` : `repeat('x', ${length})`)
const numbers = (most: number): string => `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${most}) select i`
const megabytes = (): number => process.memoryUsage().rss / 1_000_000

describe.each(everyEngine)('$title', ({ kind, create }) => {
  test('a statement that would not end is stopped at its time limit, and the next one runs', async () => {
    const { database, execute } = await create()
    // MariaDB stops a recursion by itself after a thousand rounds.
    if (kind === 'mysql') await execute('set global max_recursive_iterations = 4294967295')
    const statement =
      kind === 'mysql'
        ? 'select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c'
        : endless
    await expect(database.query(statement, { ...bounds, timeoutMs: 1000 })).rejects.toMatchObject({ code: 'query.timeout' })
    expect((await database.query('select 7', { ...bounds, timeoutMs: 60_000 })).rows).toEqual([[7]])
  })

  test('a long value comes as its beginning with its size, a short one as it is', async () => {
    const { database } = await create()
    const { rows, truncated } = await database.query(`select ${text(kind, 2_000_000)}, ${text(kind, 900_000)}, 'ü'`, bounds)
    expect(rows[0]?.[0]).toMatchObject({ size: 2_000_000, of: 'text' })
    expect(rows[0]?.[0]).toMatchObject({ $cut: 'x'.repeat(1_000_000) })
    expect(rows[0]?.slice(1)).toEqual(['x'.repeat(900_000), 'ü'])
    expect(truncated).toBe(false)
  })

  test('long bytes come as their beginning with their size', async () => {
    const { database } = await create()
    const bytes = {
      postgres: `convert_to(repeat('x', 2000000), 'UTF8')`,
      mysql: `cast(repeat('x', 2000000) as binary)`,
      sqlite: 'zeroblob(2000000)',
    }
    const { rows } = await database.query(`select ${bytes[kind]}`, { ...bounds, cellBytes: 10 })
    const beginning = Buffer.alloc(10, kind === 'sqlite' ? 0 : 'x').toString('base64')
    expect(rows).toEqual([[{ $cut: beginning, size: 2_000_000, of: 'bytes' }]])
  })

  test('a result too large ends early and says what ended it; memory stays flat', async () => {
    const { database } = await create()
    const before = megabytes()
    const result = await database.query(`${numbers(900)}, ${text(kind, 1_000_000)} from n`, bounds)
    expect(result).toMatchObject({ truncated: true, cappedBy: 'bytes' })
    expect(result.rows.map((row) => Number(row[0]))).toEqual(Array.from({ length: 31 }, (_, index) => index + 1))
    expect(megabytes() - before).toBeLessThan(400)
    expect(await database.query(`${numbers(9)} from n`, { ...bounds, limit: 3 })).toMatchObject({ truncated: true, cappedBy: 'rows' })
    expect((await database.query(`${numbers(9)} from n`, { ...bounds, limit: 9 })).cappedBy).toBeNull()
  })

  test('small rows that are followed by large ones fill no memory either', async () => {
    const { database } = await create()
    const before = megabytes()
    const value =
      kind === 'sqlite'
        ? `case when i > 95 then ${text(kind, 9_000_000)} else 'x' end`
        : `case when i > 95 then ${text(kind, 9_000_000)} else 'x' end`
    const result = await database.query(`${numbers(900)}, ${value} from n`, { limit: 900, maxBytes: 32_000_000 })
    expect(result).toMatchObject({ truncated: true, cappedBy: 'bytes' })
    expect(result.rows).toHaveLength(98)
    expect(megabytes() - before).toBeLessThan(500)
    expect((await database.query('select 7', bounds)).rows).toEqual([[7]])
  })

  test('a row too large to be held is refused, and the next statement runs', async () => {
    const { database } = await create()
    const before = megabytes()
    const huge = kind === 'mysql' ? Array.from({ length: 12 }, () => text(kind, 15_000_000)).join(', ') : text(kind, 300_000_000)
    await expect(database.query(`select ${huge}`, bounds)).rejects.toMatchObject({
      code: 'query.too-large',
      remedy: expect.arrayContaining([expect.stringContaining('substr')]),
    })
    expect(megabytes() - before).toBeLessThan(400)
    expect((await database.query('select 7', bounds)).rows).toEqual([[7]])
  })
})

test('SQLite: a value that not even the reading process can hold ends that process alone', async () => {
  const sqlite = everyEngine.find(({ kind }) => kind === 'sqlite')
  if (sqlite === undefined) throw new Error('No SQLite')
  const { database } = await sqlite.create('create table t (id int); insert into t values (1)')
  for (const value of ["printf('%.*c', 900000000, 'x')", 'hex(zeroblob(300000000))', 'zeroblob(900000000)'])
    await expect(database.query(`select ${value}`, bounds), value).rejects.toMatchObject({ code: 'query.too-large' })
  expect((await database.query('select id from t', bounds)).rows).toEqual([[1]])
})

test.each([postgres15, postgres18, mariadb])('$title: a result stopped midway leaves a session that serves', async ({ create, kind }) => {
  const { database } = await create()
  for (let turn = 0; turn < 5; turn++) {
    const result = await database.query(`${numbers(500)}, ${text(kind, 1_000_000)} from n`, { limit: 900, maxBytes: 3_000_000 })
    expect(result.cappedBy).toBe('bytes')
    expect((await database.query('select 7', bounds)).rows).toEqual([[7]])
  }
})

test('the command line tells what ended a result, and stops a statement at --timeout', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pv-query-limits-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { config } = await postgres15.create()
  if (config.engine === 'sqlite') throw new Error('Not a file')
  const server = sharedServer('postgres15')
  const workspace = join(folder, 'workspace')
  const environment = { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: 'limits', PROVOST_PASSWORD: server.password }
  const run = (...args: string[]) => provost(workspace, args, { environment })
  const url = `postgresql://${server.user}@127.0.0.1:${server.port}/${config.database}`
  expect((await run('connection', 'add', 'lms', '--url', url, '--tls', 'disable')).exit).toBe(0)

  const late = await run('connection', 'query', 'lms', '--sql', endless, '--timeout', '500', '--json')
  expect(late.exit).toBe(1)
  expect(late.json<{ error: unknown }>().error).toMatchObject({
    code: 'query.timeout',
    remedy: expect.arrayContaining([expect.stringContaining('--timeout 2500')]),
  })

  const large = await run('connection', 'query', 'lms', '--sql', `${numbers(900)}, repeat('x', 1000000) from n`, '--limit', '900')
  expect(large.exit).toBe(0)
  expect(large.stdout).toContain('Stopped at 31 rows: the result is as large as a result may be.')

  const huge = await run('connection', 'query', 'lms', '--sql', "select repeat('x', 300000000)", '--json')
  expect(huge.exit).toBe(1)
  expect(huge.json<{ error: unknown }>().error).toMatchObject({
    code: 'query.too-large',
    title: 'A row of the result takes more than 32 MB.',
  })
})
