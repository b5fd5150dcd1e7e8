import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freshName, sharedServer } from '../servers/index.ts'
import { provost } from './cli-process.ts'
import { openTestConsole, tryUrl } from './connection-test-kit.ts'
import { everyEngine, mariadb, postgres15 } from './engines-kit.ts'

interface Failure {
  readonly error: { readonly code: string; readonly title: string; readonly detail: string; readonly remedy: string[] }
}

let folder: string
let workspace: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pv-words-'))
  workspace = join(folder, 'workspace')
  const file = new Database(join(folder, 'lms.db'))
  file.exec('create table programs (id integer primary key)')
  file.close()
  expect((await provost(workspace, ['connection', 'add', 'lms', '--url', join(folder, 'lms.db')])).exit).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const failureOf = async (...args: string[]): Promise<Failure['error']> =>
  (await provost(workspace, [...args, '--json'])).json<Failure>().error

describe('remedies name what is known', () => {
  test('the connection whose tables are to be listed, tested or added', async () => {
    expect((await failureOf('connection', 'rows', 'lms', 'nowhere')).remedy).toContain('List the tables: provost connection tables lms')
    expect((await failureOf('connection', 'trust', 'lms')).remedy).toContain('The test shows the fingerprint: provost connection test lms')
    expect((await failureOf('connection', 'show', 'other')).remedy).toContain('Or add it: provost connection add other --url URL')
  })

  test.each(['postgres15', 'mariadb'] as const)('how the databases of a server are listed, on %s', async (name) => {
    const { kind, user, port, password } = sharedServer(name)
    const { test: tried } = await tryUrl(`${kind === 'postgres' ? 'postgresql' : 'mysql'}://${user}:${password}@127.0.0.1:${port}/nowhere`)
    expect(tried.failure?.code).toBe('connection.database-missing')
    expect(tried.failure?.remedy.join('\n')).toMatch(new RegExp(`(psql|mysql) -h 127\\.0\\.0\\.1 -[pP] ${port} -[uU] ${user} `))
  })
})

describe('a connection’s name', () => {
  test('is refused where another differs only in capital letters, which is named', async () => {
    const refused = await failureOf('connection', 'add', 'LMS', '--url', join(folder, 'lms.db'))
    expect(refused).toMatchObject({ code: 'connection.exists', title: expect.stringContaining('named lms exists') })
  })
})

describe('settings that contradict each other', () => {
  test('are told: certificate files where TLS is turned off', async () => {
    const { client } = await openTestConsole()
    const { warnings } = await client.connections.add({
      name: 'contrary',
      url: 'postgresql://u@127.0.0.1:5432/d',
      tls: { mode: 'disable', ca: '/etc/ssl/ca.pem' },
    })
    expect(warnings.join()).toContain('TLS is turned off')
  })
})

describe.each(everyEngine)('a statement on $title', ({ create }) => {
  test('that is none says what to write', async () => {
    const { database } = await create()
    for (const text of [';', ' ', '-- nothing'])
      await expect(database.query(text, { limit: 1 }), text).rejects.toMatchObject({
        code: 'query.not-single',
        remedy: [expect.stringContaining('select 1')],
      })
  })

  test('that names no table fails by one code on every engine', async () => {
    const { database } = await create()
    await expect(database.query('select * from nosuch', { limit: 1 })).rejects.toMatchObject({ code: 'query.failed' })
  })
})

test('what a login may not do is not mended by SELECT', async () => {
  const { config, execute, reopen } = await postgres15.create('create sequence s')
  if (config.engine === 'sqlite') throw new Error('Not a file')
  const role = freshName('limited')
  await execute(`create role ${role} login password 'p'`)
  const database = reopen({ password: async () => 'p' }, { user: role })
  for (const statement of ['select pg_ls_dir($$.$$)', 'select pg_read_file($$/etc/hostname$$)']) {
    const failure = await database.query(statement, { limit: 1 }).catch((error: unknown) => error)
    expect(failure, statement).toMatchObject({ code: 'connection.permission-denied', title: expect.stringContaining('the function') })
    expect((failure as { remedy: string[] }).remedy.join()).not.toContain('SELECT')
  }
})

test('MariaDB: what a login may not do names the right, and the plan of an INSERT is refused for what it is', async () => {
  const { config, execute, reopen, database } = await mariadb.create('create table t (a int)')
  if (config.engine === 'sqlite') throw new Error('Not a file')
  const account = freshName('limited')
  await execute(`create user ${account}@'%' identified by 'p'`)
  await execute(`grant select on ${config.database}.* to ${account}@'%'`)
  const limited = reopen({ password: async () => 'p' }, { user: account })
  const failure = await limited.query('show master status', { limit: 1 }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'connection.permission-denied' })
  expect((failure as { remedy: string[] }).remedy.join()).toMatch(/Have .*(BINLOG MONITOR|SUPER).* granted/)
  await expect(database.query('explain insert into t values (1)', { limit: 1 })).rejects.toMatchObject({
    code: 'query.read-only',
    detail: expect.stringContaining('INSERT and REPLACE change rows'),
  })
})

describe('health', () => {
  test('is watched until the person ends it: changes as they come, the summary at the end', async () => {
    const started = Promise.withResolvers<() => void>()
    const watching = provost(workspace, ['health', 'watch', '--json'], { onStart: (kill) => started.resolve(() => kill('SIGINT')) })
    const interrupt = await started.promise
    // The first round leaves a look in the history.
    await vi.waitFor(
      async () => {
        const history = (await provost(workspace, ['health', 'history', '--json'])).json<{ connections: { samples: unknown[] }[] }>()
        expect(history.connections.some(({ samples }) => samples.length > 0)).toBe(true)
      },
      { timeout: 90_000, interval: 500 },
    )
    interrupt()
    const { exit, stdout } = await watching
    expect(exit, stdout).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      rounds: 1,
      connections: [{ connection: 'lms', state: expect.stringMatching(/ok|slow/) }],
    })
  })

  test('of a tenant is that of its own database', async () => {
    const demo = join(folder, 'demo')
    expect((await provost(demo, ['demo', 'create', '--tenants', '4', '--workspace', demo])).exit).toBe(0)
    const { tenants } = (await provost(demo, ['tenant', 'list', '--json'])).json<{ tenants: { domain: string }[] }>()
    const domain = tenants[0]?.domain ?? ''
    const checked = await provost(demo, ['health', 'check', '--tenant', domain, '--json'])
    expect(checked.exit, checked.stdout).toBe(0)
    expect(checked.json()).toMatchObject({ ok: true, tenants: [{ domain }] })
  })
})
