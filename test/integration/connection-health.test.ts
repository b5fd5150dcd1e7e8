import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Alert } from '../../src/contract/alerts.ts'
import { connectionName } from '../../src/contract/ids.ts'
import { type Console, type ConsoleOptions, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { type PrivateServer, sharedServer, startMariadb, startPostgres, startSsh, type TestSsh } from '../servers/index.ts'
import { provost } from './cli-process.ts'

let folder: string
const open: Console[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pv-health-'))
})
afterAll(async () => {
  for (const console of open) await console.close()
  await rm(folder, { recursive: true, force: true })
})

let counter = 0
const newConsole = (more: Partial<ConsoleOptions> = {}, directory = join(folder, `workspace-${counter++}`)) => {
  const console = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild, ...more })
  open.push(console)
  return { directory, console, client: createRouterClient(console.router, { context: () => console.context(null, 'desktop') }) }
}

describe.each([
  ['PostgreSQL', startPostgres, 'postgres'],
  ['MariaDB', startMariadb, 'mysql'],
] as const)('%s', (_title, start, database) => {
  test('failing and answering again each raise one alert, whichever console looks, and the history tells both', async () => {
    const server: PrivateServer = await start()
    const told: string[] = []
    const one = newConsole({ notify: ({ title }) => told.push(title) })
    await one.client.connections.add({ name: 'db', url: server.url(database) })
    // The password is in the first console's memory alone.
    const other = newConsole({ environment: { PROVOST_VAULT: 'memory', PROVOST_PASSWORD: server.password } }, one.directory)
    const check = (from: typeof one) => from.client.connections.check({ name: 'db' })
    expect((await check(one)).problem).toBeNull()
    await server.kill()
    for (const from of [one, other, one])
      expect((await check(from)).problem).toMatchObject({ code: expect.stringMatching(/^connection\./) })
    const during = await one.client.connections.history({ name: 'db' })
    expect(during.failingSince).not.toBeNull()
    await server.restart()
    for (const from of [other, one]) await vi.waitFor(async () => expect((await check(from)).problem).toBeNull())
    const { alerts, open: unseen } = await other.client.alerts.list({})
    expect(alerts.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['recovery', 'connection:db'],
      ['failure', 'connection:db'],
    ])
    expect(unseen).toBe(2)
    expect(told).toContain('db fails.')
    const history = await other.client.connections.history({ name: 'db' })
    expect(history).toMatchObject({ failingSince: null, lastError: { state: 'failed' } })
    expect(history.p50).toBeGreaterThan(0)
    expect(history.p95).toBeGreaterThanOrEqual(history.p50 ?? 0)
    expect(history.samples.filter(({ state }) => state === 'failed').length).toBeGreaterThanOrEqual(3)
    await server.stop()
  })
})

test('an alert is watched from the call on, and put away by whoever has seen it, in the audit log', async () => {
  const { client } = newConsole()
  const stop = new AbortController()
  const watched: Alert[] = []
  const watching = (async () => {
    for await (const alert of await client.alerts.watch(undefined, { signal: stop.signal })) watched.push(alert)
  })()
  await client.connections.add({ name: 'gone', url: join(folder, 'no-such-file.db') })
  await client.connections.check({ name: 'gone' })
  await vi.waitFor(() => expect(watched).toMatchObject([{ kind: 'failure', code: 'connection.file-missing' }]), 5000)
  const id = watched[0]?.id ?? 0
  expect((await client.alerts.acknowledge({ id })).acknowledgedAt).not.toBeNull()
  expect((await client.alerts.list({ open: true })).alerts).toEqual([])
  expect((await client.audit.list({ action: 'alert.acknowledge' })).entries).toHaveLength(1)
  await expect(client.alerts.acknowledge({ id: 999 })).rejects.toMatchObject({ data: { code: 'alert.unknown' } })
  stop.abort()
  await watching.catch(() => {})
})

test('a console that stays looks by itself, one that does not stay never does', async () => {
  const environment = { PROVOST_VAULT: 'memory', PROVOST_HEALTH_MINUTES: '0.01' }
  const staying = newConsole({ environment, stays: true })
  const passing = newConsole({ environment })
  for (const { client } of [staying, passing]) await client.connections.add({ name: 'db', url: sharedServer('postgres15').url('postgres') })
  const looks = async ({ client }: typeof staying) => (await client.connections.history({ name: 'db' })).samples.length
  await vi.waitFor(async () => expect(await looks(staying)).toBeGreaterThanOrEqual(2), 10_000)
  expect(await looks(passing)).toBe(0)
})

test('closing a console ends a look that hangs', async () => {
  const server = await startPostgres()
  const { client, console } = newConsole({ environment: { PROVOST_VAULT: 'memory', PROVOST_HEALTH_MINUTES: '0.01' }, stays: true })
  await client.connections.add({ name: 'db', url: server.url('postgres'), pool: { connectTimeoutMs: 20_000 } })
  await server.pause()
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const began = Date.now()
  await console.close()
  open.pop()
  expect(Date.now() - began).toBeLessThan(5000)
  await server.resume()
  await server.stop()
})

test('old looks are thinned to one an hour and outcome, and gone after thirty days', async () => {
  let today = new Date('2026-03-01T00:00:00.000Z')
  const environment = { PROVOST_VAULT: 'memory', PROVOST_HEALTH_MINUTES: '0.01' }
  const { client, console } = newConsole({ clock: () => today, environment, stays: true })
  await client.connections.add({ name: 'db', url: sharedServer('postgres15').url('postgres') })
  const insert = console.state.database.prepare(
    "insert into health_samples (connection, at, state, ms, code, title) values ('db', ?, ?, 1, null, null)",
  )
  for (let minute = 0; minute < 120; minute += 5) {
    insert.run(new Date(Date.parse('2026-02-20T10:00:00.000Z') + minute * 60_000).toISOString(), minute === 30 ? 'failed' : 'ok')
  }
  insert.run('2026-01-01T00:00:00.000Z', 'ok')
  await vi.waitFor(async () => {
    const { samples } = await client.connections.history({ name: 'db', days: 30 })
    expect(samples.filter(({ at }) => at.startsWith('2026-02-20')).map(({ at, state }) => [at.slice(11, 16), state])).toEqual([
      ['10:00', 'ok'],
      ['10:30', 'failed'],
      ['11:00', 'ok'],
    ])
  }, 5000)
  today = new Date('2026-04-15T00:00:00.000Z')
  await vi.waitFor(() => {
    const oldest = console.state.database.prepare<[], { at: string }>('select min(at) as at from health_samples').get()
    expect(oldest?.at.slice(0, 7)).toBe('2026-04')
  }, 5000)
})

test('a connection that is removed takes its history along', async () => {
  const { client, console } = newConsole()
  await client.connections.add({ name: 'db', url: sharedServer('postgres15').url('postgres') })
  await client.connections.check({ name: 'db' })
  await client.connections.remove({ name: connectionName.parse('db'), confirm: 'db' })
  for (const table of ['health_samples', 'health_states'])
    expect(console.state.database.prepare(`select count(*) as n from ${table}`).get()).toEqual({ n: 0 })
})

test('the command line checks and shows the history', async () => {
  const workspace = join(folder, 'cli')
  const { url, password } = sharedServer('mariadb')
  const environment = { PROVOST_PASSWORD: password }
  await provost(workspace, ['connection', 'add', 'good', '--url', url('mysql').replace(`:${password}@`, '@'), '--json'], { environment })
  await provost(workspace, ['connection', 'add', 'bad', '--url', 'mysql://x@127.0.0.1:1/y', '--json'], { environment })
  const checked = await provost(workspace, ['health', 'check', '--all', '--json'], { environment })
  expect(checked).toMatchObject({ exit: 1 })
  expect(checked.json()).toMatchObject({ ok: false, connections: [{ connection: 'bad', state: 'failed' }, { connection: 'good' }] })
  const history = await provost(workspace, ['health', 'history', '--json'])
  expect(history).toMatchObject({ exit: 0 })
  expect(history.json()).toMatchObject({
    connections: [
      { connection: 'bad', p50: null, lastError: { code: 'connection.refused' } },
      { connection: 'good', samples: [{ state: expect.stringMatching(/ok|slow/) }], failingSince: null },
    ],
  })
  const words = await provost(workspace, ['health', 'history', '--connection', 'bad'])
  expect(words.stdout).toContain('connection.refused')
  expect(await provost(workspace, ['health', 'history', '--connection', 'none', '--json'])).toMatchObject({ exit: 2 })
})

describe('a connection through a tunnel', () => {
  let ssh: TestSsh
  beforeAll(async () => {
    ssh = await startSsh()
  })
  afterAll(() => ssh.stop())

  test('is added and used by the command line, and in production needs no TLS', async () => {
    const workspace = join(folder, 'tunnel')
    const { user, port, password } = sharedServer('postgres15')
    const environment = { PROVOST_PASSWORD: password, PATH: `${ssh.programs}:${process.env['PATH']}` }
    const run = (...args: string[]) => provost(workspace, [...args, '--json'], { environment })
    const url = `postgresql://${user}@localhost:${port}/postgres`
    const added = await run('connection', 'add', 'far', '--url', url, '--ssh', ssh.target, '--environment', 'production')
    expect(added.json()).toMatchObject({ connection: { ssh: ssh.target, tls: { mode: 'disable' } } })
    const elsewhere = ['--url', 'postgresql://u@db.example/lms', '--environment', 'production', '--tls', 'disable']
    expect(await run('connection', 'add', 'open', ...elsewhere)).toMatchObject({ exit: 4 })
    expect(await run('connection', 'add', 'closed', ...elsewhere, '--ssh', ssh.target)).toMatchObject({ exit: 0 })
    const queried = await run('connection', 'query', 'far', '--sql', 'select 41 + 1')
    expect(queried.json()).toMatchObject({ rows: [[expect.anything()]] })
    await ssh.know('none')
    const unknown = await run('connection', 'query', 'far', '--sql', 'select 1')
    await ssh.know('its own')
    expect(unknown).toMatchObject({ exit: 1 })
    expect(unknown.json()).toMatchObject({ error: { code: 'connection.ssh-host-key' } })
    for (const target of ['-oProxyCommand=id', 'a@b;id', 'a@-b'])
      expect((await run('connection', 'add', 'evil', '--url', url, `--ssh=${target}`)).exit, target).toBe(2)
  })
})
