import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection, ConnectionChange, ConnectionDraft } from '#contract/connections.ts'
import { type Console, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { freshName, makeCertificates, sharedServer, startPostgres } from '../servers/index.ts'
import { makeCheapVault } from './cheap-vault.ts'
import { provost } from './cli-process.ts'

let folder: string
const open: Console[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pv-change-'))
  await writeFile(join(folder, 'ca.pem'), '')
})
afterAll(async () => {
  for (const console of open) await console.close()
  await rm(folder, { recursive: true, force: true })
})

let counter = 0
const passphrase = 'larch-Quay-5520'
const newConsole = async (known?: string) => {
  const directory = known ?? join(folder, `workspace-${counter++}`)
  if (known === undefined) await makeCheapVault(directory, passphrase)
  return consoleIn(directory)
}
const consoleIn = (directory: string) => {
  const console = openConsole({
    directory,
    environment: { PATH: process.env['PATH'], PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: passphrase },
    startChild: startNodeChild,
  })
  open.push(console)
  return { directory, client: createRouterClient(console.router, { context: () => console.context(null, 'desktop') }) }
}
type Client = ReturnType<typeof consoleIn>['client']
const kept = async (client: Client, name = 'kept'): Promise<Connection> => {
  const { connections } = await client.connections.list()
  const found = connections.find((one) => one.name === name)
  if (found === undefined) throw new Error(`No connection ${name}`)
  return found
}
const change = (client: Client, more: Omit<ConnectionChange, 'name'>) =>
  client.connections.change({ name: 'kept' as Connection['name'], ...more })
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => 'done').catch((error: { data?: { code: string }; code: string }) => error.data?.code ?? error.code)

const everything: Omit<ConnectionDraft, 'name'> = {
  url: 'postgresql://clerk@db.example:6543/lms',
  password: 'spruce-Ledge-0417',
  passwordRotationDays: 45,
  readWrite: true,
  external: true,
  environment: 'staging',
  ssh: 'support@bastion.example:2222',
  pool: { size: 3, overflow: 1, prePing: false, recycleSeconds: 60, connectTimeoutMs: 4000 },
}
const full = (): Omit<ConnectionDraft, 'name'> => ({
  ...everything,
  tls: { mode: 'verify-ca', ca: join(folder, 'ca.pem'), cert: join(folder, 'ca.pem'), key: join(folder, 'ca.pem') },
})

/** What is another in the two, by path, without what follows from the rest. */
const differing = (one: object, other: object, path = ''): string[] =>
  Object.keys({ ...one, ...other }).flatMap((key) => {
    const [a, b] = [one[key as keyof typeof one] as unknown, other[key as keyof typeof other] as unknown]
    if (['url', 'address'].includes(key) || JSON.stringify(a) === JSON.stringify(b)) return []
    if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object' && !Array.isArray(a))
      return differing(a, b, `${path}${key}.`)
    return [`${path}${key}`]
  })

test('a change of nothing changes nothing, also where each setting is named with the value it has', async () => {
  const { client } = await newConsole()
  await client.connections.add({ name: 'kept', ...full() })
  await client.connections.trustCertificate({ name: 'kept', sha256: 'ab'.repeat(32) })
  const before = await kept(client)
  const nothing = await change(client, {})
  expect(nothing).toMatchObject({ connection: before, changed: [], warnings: [] })
  const { host, port, user, database, environment, readWrite, external, ssh, pool, passwordRotationDays } = before
  const { pin: _, ...tls } = before.tls
  const named = {
    host: host ?? '',
    port: port ?? 0,
    user: user ?? '',
    database,
    environment,
    readWrite,
    external,
    ssh,
    pool,
    tls,
    passwordRotationDays,
  }
  expect(await change(client, named)).toMatchObject({ connection: before, changed: [] })
  expect(await change(client, { url: before.url })).toMatchObject({ connection: before, changed: [] })
  expect(await kept(client)).toEqual(before)
  const { entries } = await client.audit.list({})
  expect(entries.filter(({ action }) => action === 'connection.change')).toEqual([])
})

test.each<[string, Omit<ConnectionChange, 'name'>, string[]]>([
  ['the database', { database: 'archive' }, ['database']],
  ['the environment', { environment: 'production' }, ['environment']],
  ['read-only', { readWrite: false }, ['readWrite']],
  ['external', { external: false }, ['external']],
  ['the TLS mode', { tls: { mode: 'verify-full' } }, ['tls.mode']],
  ['the authority', { tls: { ca: null } }, ['tls.ca']],
  ['the client certificate', { tls: { cert: null } }, ['tls.cert']],
  ['its key', { tls: { key: null } }, ['tls.key']],
  ['the size of the pool', { pool: { size: 4 } }, ['pool.size']],
  ['its overflow', { pool: { overflow: 0 } }, ['pool.overflow']],
  ['its pre-ping', { pool: { prePing: true } }, ['pool.prePing']],
  ['its recycling', { pool: { recycleSeconds: 0 } }, ['pool.recycleSeconds']],
  ['the time-out', { pool: { connectTimeoutMs: 5000 } }, ['pool.connectTimeoutMs']],
  ['the rotation period', { passwordRotationDays: 30 }, ['passwordRotationDays']],
  ['the host', { host: 'other.example', keepPassword: true }, ['host', 'tls.pin']],
  ['the port', { port: 5433, keepPassword: true }, ['port', 'tls.pin']],
  ['the user', { user: 'auditor', keepPassword: true }, ['user']],
  ['the tunnel', { ssh: 'other@bastion.example', keepPassword: true }, ['ssh', 'tls.pin']],
  ['no tunnel', { ssh: null, keepPassword: true }, ['ssh', 'tls.pin']],
  ['no password', { password: null }, ['passwordIn', 'passwordChangedAt']],
  ['a password that is asked for', { askPassword: true }, ['passwordFrom', 'passwordIn', 'passwordChangedAt']],
  ['a command', { passwordCommand: ['pass', 'lms'] }, ['passwordFrom', 'passwordIn', 'passwordCommand', 'passwordChangedAt']],
])('changing %s changes only that', async (_, wish, expected) => {
  const { client } = await newConsole()
  await client.connections.add({ name: 'kept', ...full() })
  await client.connections.trustCertificate({ name: 'kept', sha256: 'ab'.repeat(32) })
  const before = await kept(client)
  const { connection } = await change(client, wish)
  expect(differing(before, connection).sort()).toEqual([...expected].sort())
  expect(await kept(client)).toEqual(connection)
  // The address in short and as a URL follow the place.
  expect(connection.url).toBe(`postgresql://${connection.user}@${connection.address}/${connection.database}`)
  expect(connection.address).toBe(`${connection.host}:${connection.port}`)
})

test('a password that was kept goes to no other server or account without somebody saying so', async () => {
  const { client } = await newConsole()
  await client.connections.add({ name: 'kept', ...full() })
  const before = await kept(client)
  for (const wish of [
    { host: 'other.example' },
    { port: 5433 },
    { user: 'auditor' },
    { ssh: null },
    { url: 'postgresql://clerk@other.example/lms' },
  ])
    expect(await codeOf(change(client, wish))).toBe('confirmation.password')
  expect(await kept(client)).toEqual(before)
  const moved = await change(client, { host: 'other.example', keepPassword: true })
  expect(moved.warnings.join(' ')).toContain('The password kept is now for clerk at other.example:6543')
  expect(await codeOf(change(client, { host: 'third.example', password: 'another' }))).toBe('done')
})

test('what asks for its password forgets the one given, and a command is confirmed as a kept password is', async () => {
  const { client } = await newConsole()
  await client.connections.add({ name: 'kept', ...full(), password: undefined, askPassword: true })
  expect((await change(client, { host: 'other.example' })).warnings.join(' ')).toContain('asked for anew')
  expect(await codeOf(change(client, { passwordCommand: ['pass', 'lms'] }))).toBe('done')
  expect(await codeOf(change(client, { host: 'third.example' }))).toBe('confirmation.password')
  expect(await codeOf(change(client, { host: 'third.example', keepPassword: true }))).toBe('done')
})

test('what an added connection would be refused for, a changed one is refused for too', async () => {
  const { client } = await newConsole()
  await client.connections.add({ name: 'kept', url: 'postgresql://clerk@db.example/lms', environment: 'production', password: 'p' })
  const before = await kept(client)
  expect(await codeOf(change(client, { tls: { mode: 'disable' } }))).toBe('connection.insecure-refused')
  expect(await codeOf(change(client, { url: 'mysql://clerk@db.example/lms' }))).toBe('connection.option-unsupported')
  expect(await codeOf(change(client, { url: 'oracle://clerk@db.example/lms' }))).toBe('connection.engine-unknown')
  expect(await codeOf(change(client, { url: before.url, host: 'db.example' }))).toBe('connection.option-unsupported')
  expect(await codeOf(change(client, { password: 'a', askPassword: true }))).toBe('connection.option-unsupported')
  for (const host of ['db.example/evil', 'me@db.example', 'db example', 'db.example?sslmode=disable', 'a#b'])
    expect(await codeOf(change(client, { host, keepPassword: true })), host).toBe('connection.url-invalid')
  expect(await codeOf(change(client, { ssh: '-oProxyCommand=x' }))).toBe('connection.url-invalid')
  expect(await kept(client)).toEqual(before)
  // Off where production is given up, with a word about it; and production is refused where it is off.
  const off = await change(client, { environment: 'development', tls: { mode: 'disable' } })
  expect(off.warnings.join(' ')).toContain('TLS is off')
  expect(await codeOf(change(client, { environment: 'production' }))).toBe('connection.insecure-refused')
  await client.connections.add({ name: 'file', url: join(folder, 'a.db') })
  const file = (more: Omit<ConnectionChange, 'name'>) => codeOf(client.connections.change({ name: 'file' as Connection['name'], ...more }))
  expect(await file({ host: 'a' })).toBe('connection.option-unsupported')
  expect(await file({ tls: { mode: 'require' } })).toBe('connection.option-unsupported')
  expect(await file({ password: 'p' })).toBe('connection.option-unsupported')
  expect(await file({ database: join(folder, 'b.db') })).toBe('done')
  expect(await kept(client, 'file')).toMatchObject({ address: join(folder, 'b.db') })
})

test('certificate files beside TLS that is off are told as a contradiction, when TLS changes and not otherwise', async () => {
  const { client } = await newConsole()
  await client.connections.add({ name: 'kept', url: 'postgresql://clerk@127.0.0.1:1/lms', tls: { mode: 'disable' } })
  const contradiction = expect.stringContaining('its certificate files are not used')
  expect((await change(client, { tls: { ca: join(folder, 'ca.pem') } })).warnings).toContainEqual(contradiction)
  expect((await change(client, { readWrite: true })).warnings).not.toContainEqual(contradiction)
  expect((await change(client, { tls: { mode: 'verify-full' } })).warnings).not.toContainEqual(contradiction)
  expect((await change(client, { tls: { mode: 'disable' } })).warnings).toContainEqual(contradiction)
})

test('tenants move to another server only against the connection’s typed name', async () => {
  const { client } = await newConsole()
  const { connection, ...server } = { connection: 'campus', ...sharedServer('postgres15') }
  const database = await server.createDatabase(freshName('tenant'))
  await client.connections.add({ name: connection, url: server.url(database), tls: { mode: 'disable' } })
  await client.tenants.adopt({ domain: 'campus.example', connection, database })
  const name = connection
  const before = await kept(client, name)
  const move = (confirm?: string) =>
    codeOf(client.connections.change({ name, port: 1, keepPassword: true, ...(confirm === undefined ? {} : { confirm }) }))
  expect(await move()).toBe('confirmation.missing')
  expect(await move('another')).toBe('confirmation.wrong')
  expect(await kept(client, name)).toEqual(before)
  // What does not move them needs no word.
  expect(await codeOf(client.connections.change({ name, external: !before.external }))).toBe('done')
  expect(await move(name)).toBe('done')
})

test('the audit log has each setting before and after, and no secret', async () => {
  const { client } = await newConsole()
  await client.connections.add({ name: 'kept', ...full() })
  await change(client, { user: 'auditor', passwordCommand: ['pass', '--token=willow-Pier-3381'] })
  await change(client, { environment: 'development', password: 'maple-Cove-9926' })
  const { entries } = await client.audit.list({})
  const lines = entries.filter(({ action }) => action === 'connection.change')
  expect(lines).toHaveLength(2)
  expect(lines.map(({ detail }) => detail)).toContainEqual(
    expect.objectContaining({
      before: expect.objectContaining({ user: 'clerk', signsInBy: 'vault' }),
      after: expect.objectContaining({ user: 'auditor', signsInBy: 'command', signInProgram: 'pass' }),
    }),
  )
  expect(JSON.stringify(entries)).not.toMatch(/willow|maple|spruce/)
})

const tried = async (client: Client, name = 'kept') => {
  for await (const event of await client.connections.test({ name })) if (event.kind === 'done') return event.test
  throw new Error('The test gave no result')
}

test('a failed test says when it last passed and what is another since', async () => {
  const { client } = await newConsole()
  const { host, port, user, password } = sharedServer('postgres15')
  await client.connections.add({ name: 'kept', url: `postgresql://${user}@${host}:${port}/postgres`, password })
  const passed = await tried(client)
  expect(passed).toMatchObject({ ok: true, lastGood: null })
  await change(client, { database: 'no_such_database' })
  const failed = await tried(client)
  expect(failed.lastGood).toEqual({ at: passed.startedAt, changes: [{ what: 'database', before: 'postgres', now: 'no_such_database' }] })
  await change(client, { database: 'postgres' })
  await change(client, { password: 'not it' })
  // Whom it signs in as and with what is no business of the list: nothing else is another.
  expect((await tried(client)).lastGood).toEqual({ at: passed.startedAt, changes: [] })
})

test('what TLS or a grant would mend is offered, and what it would not is not', async () => {
  const { client } = await newConsole()
  const { cert, key } = await makeCertificates({ owner: 'postgres', names: ['DNS:localhost'] })
  const rules = [
    'hostssl all clerk 127.0.0.1/32 trust',
    'host all clerk 127.0.0.1/32 reject',
    'host all owner 127.0.0.1/32 trust',
    'host all blind 127.0.0.1/32 trust',
    'local all all trust',
  ]
  const server = await startPostgres({ tls: { cert, key }, hba: rules })
  try {
    await server.createDatabase('lms')
    await server.execute(
      'lms',
      'create role clerk login; create role outsider login; create role owner superuser login; create role blind login; create table t (id int)',
    )
    const url = (user: string) => `postgresql://${user}@127.0.0.1:${server.port}/lms`
    const fixes = async (name: string) => (await tried(client, name)).failure
    await client.connections.add({ name: 'clerk', url: url('clerk'), tls: { mode: 'disable' } })
    const turnedAway = await fixes('clerk')
    expect(turnedAway).toMatchObject({ code: 'connection.tls-required', fixes: [{ kind: 'use-tls', mode: 'require' }] })
    await client.connections.change({ name: 'clerk' as Connection['name'], tls: { mode: 'require' } })
    expect((await fixes('clerk'))?.code).not.toBe('connection.tls-required')
    await client.connections.add({ name: 'outsider', url: url('outsider'), tls: { mode: 'disable' } })
    expect(await fixes('outsider')).toMatchObject({ fixes: [] })
    await client.connections.add({ name: 'blind', url: url('blind'), tls: { mode: 'disable' } })
    expect((await fixes('blind'))?.fixes.map(({ kind }) => kind)).toEqual(['copy-grant'])
    await client.connections.add({ name: 'owner', url: url('owner'), tls: { mode: 'disable' }, readWrite: true })
    const [grant] = (await fixes('blind'))?.fixes ?? []
    expect(grant).toMatchObject({ kind: 'grant-readonly', through: 'owner', role: 'blind' })
    await client.connections.grantReadonly({ name: 'owner', role: 'blind', confirm: 'blind' })
    expect(await tried(client, 'blind')).toMatchObject({ ok: true })
  } finally {
    await server.stop()
  }
})

describe.each(['postgres15', 'mariadb'] as const)('on %s', (server) => {
  const address = (): string => {
    const { user, host, port, kind } = sharedServer(server)
    return kind === 'postgres' ? `postgresql://${user}@${host}:${port}/postgres` : `mysql://${user}@${host}:${port}/mysql`
  }
  const works = async (client: Client) => (await client.connections.check({ name: 'kept' as Connection['name'] })).problem?.code ?? 'ok'

  test('open pools are let go, and the next session goes where the connection leads now', async () => {
    const { client } = await newConsole()
    const { password, port } = sharedServer(server)
    await client.connections.add({ name: 'kept', url: address(), password })
    expect(await works(client)).toBe('ok')
    await change(client, { port: 1, keepPassword: true })
    expect(await works(client)).toBe('connection.refused')
    await change(client, { port, keepPassword: true })
    expect(await works(client)).toBe('ok')
  })

  test('another console of the workspace goes where the connection leads now, too', async () => {
    const { client, directory } = await newConsole()
    const { password } = sharedServer(server)
    await client.connections.add({ name: 'kept', url: address(), password })
    const other = await newConsole(directory)
    expect(await works(other.client)).toBe('ok')
    await change(client, { port: 1, keepPassword: true })
    expect(await works(other.client)).toBe('connection.refused')
  })

  test('the password kept survives what does not touch it, is replaced, and is gone from the vault when it is let go', async () => {
    const { client } = await newConsole()
    const { password } = sharedServer(server)
    await client.connections.add({ name: 'kept', url: address(), password: 'not it' })
    expect(await works(client)).toBe('connection.auth-failed')
    const { changed, connection } = await change(client, { password })
    expect(changed).toEqual(['password'])
    expect(connection).toMatchObject({ passwordIn: 'file', passwordFrom: 'vault' })
    expect(await works(client)).toBe('ok')
    await change(client, { environment: 'staging', pool: { size: 2 } })
    expect(await works(client)).toBe('ok')
    await change(client, { password: null })
    expect(await works(client)).not.toBe('ok')
  })

  test('the command line changes what it names', async () => {
    const workspace = join(folder, `cli-${server}`)
    await makeCheapVault(workspace, passphrase)
    const { password } = sharedServer(server)
    const environment = { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: passphrase }
    const run = (words: string[], input?: string) =>
      provost(workspace, ['connection', ...words, '--json'], { environment, ...(input === undefined ? {} : { stdin: input }) })
    await run(['add', 'kept', '--url', address(), '--password-stdin'], `${password}\n`)
    const moved = await run(['change', 'kept', '--port', '1'])
    expect(moved).toMatchObject({ exit: 3 })
    expect(moved.json()).toMatchObject({ error: { code: 'confirmation.password' } })
    const changed = await run(['change', 'kept', '--environment', 'staging', '--external', '--pool-size', '2', '--no-pool-pre-ping'])
    expect(changed).toMatchObject({ exit: 0 })
    expect(changed.json()).toMatchObject({
      changed: ['environment', 'external', 'pool'],
      connection: { environment: 'staging', external: true, pool: { size: 2, prePing: false } },
    })
    expect(await run(['change', 'kept', '--read-write', '--read-only'])).toMatchObject({ exit: 2 })
    expect((await run(['change', 'kept', '--no-external', '--read-write'])).json()).toMatchObject({
      connection: { external: false, readWrite: true },
    })
    expect((await run(['change', 'kept', '--no-password'])).json()).toMatchObject({
      changed: ['password'],
      connection: { passwordIn: null },
    })
  })
})
