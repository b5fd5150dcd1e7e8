import { fork } from 'node:child_process'
import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, defaultPool, type EngineConfig, engineOf, type OpenOptions } from '../../src/main/engines/index.ts'
import { type ChildHandle, startNodeChild } from '../../src/main/foundation/processes/index.ts'
import {
  freshName,
  makeCertificates,
  type PrivateServer,
  sharedServer,
  startMariadb,
  startPostgres,
  type TestCertificates,
} from '../servers/index.ts'
import { mariadb, openOptions, postgres15, request, serverConfig, sqlite, sqliteFile } from './engines-kit.ts'

type ServerConfig = ReturnType<typeof serverConfig>

const open: Database[] = []
afterAll(async () => {
  for (const database of open) await database.close()
})

const failure = async (
  config: EngineConfig,
  options: OpenOptions = openOptions('provost-test'),
  act: (database: Database) => Promise<unknown> = (database) => database.ping(),
): Promise<Record<string, unknown>> => {
  const database = engineOf(config.engine, { startChild: startNodeChild }).open(config, options)
  open.push(database)
  const error: unknown = await act(database).then(
    () => ({ code: 'none' }),
    (thrown: unknown) => thrown,
  )
  if (typeof error !== 'object' || error === null) throw new Error('Not an error')
  const problem = { ...error } as Record<string, unknown>
  if (problem['code'] !== 'none') {
    expect(problem['title'], String(problem['code'])).toMatch(/^[A-Z0-9].*\.$/)
    expect((problem['remedy'] as string[]).length).toBeGreaterThan(0)
  }
  return problem
}

const quick: OpenOptions = { ...openOptions('provost-test'), pool: { ...defaultPool, connectTimeoutMs: 400 } }

describe.each([
  ['PostgreSQL', 'postgres15'],
  ['MariaDB', 'mariadb'],
] as const)('%s', (_title, name) => {
  const good = (): ServerConfig => serverConfig(sharedServer(name), name === 'mariadb' ? 'mysql' : 'postgres')
  let silent: Server
  let garbage: Server
  beforeAll(async () => {
    silent = createServer(() => {})
    garbage = createServer((socket) => {
      socket.on('error', () => {})
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    for (const server of [silent, garbage]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    silent.close()
    garbage.close()
  })
  const portOf = (server: Server): number => {
    const address = server.address()
    return address && typeof address === 'object' ? address.port : 0
  }

  test('what the network says has its own code', async () => {
    expect(await failure({ ...good(), port: 1 })).toMatchObject({ code: 'connection.refused', retryable: true })
    expect(await failure({ ...good(), host: 'localhost', port: 1 })).toMatchObject({ code: 'connection.refused' })
    expect(await failure({ ...good(), host: 'no-such-host.invalid' })).toMatchObject({ code: 'connection.host-not-found' })
    const start = Date.now()
    expect(await failure({ ...good(), port: portOf(silent) }, quick)).toMatchObject({ code: 'connection.timeout' })
    expect(Date.now() - start).toBeLessThan(2000)
    expect((await failure({ ...good(), port: portOf(garbage) }, quick))['code']).toMatch(/^connection\.(wrong-service|reset|timeout)$/)
  })

  test('what the login says has its own code and holds no password', async () => {
    const wrong = await failure(good(), openOptions('hunter2'))
    expect(wrong).toMatchObject({ code: 'connection.auth-failed' })
    expect(JSON.stringify(wrong)).not.toContain('hunter2')
    expect(await failure({ ...good(), user: 'nobody' })).toMatchObject({ code: 'connection.auth-failed' })
    expect((await failure(good(), openOptions(null)))['code']).toBe(
      name === 'mariadb' ? 'connection.auth-failed' : 'connection.no-password',
    )
    expect(await failure({ ...good(), database: 'no_such_database' })).toMatchObject({ code: 'connection.database-missing' })
    expect(await failure({ ...good(), tls: { mode: 'verify-full', ca: null, cert: null, key: null } })).toMatchObject({
      code: 'connection.tls-unsupported',
    })
    expect(await failure({ ...good(), tls: { mode: 'verify-full', ca: '/no/such.crt', cert: null, key: null } })).toMatchObject({
      code: 'connection.file-missing',
    })
  })

  test('nothing of the environment takes part in a login', async () => {
    const names = [
      'PGUSER',
      'PGPASSWORD',
      'PGHOST',
      'PGPORT',
      'PGDATABASE',
      'PGOPTIONS',
      'PGSSLMODE',
      'PGAPPNAME',
      'PGREPLICATION',
      'PGBINARY',
      'PGSSLNEGOTIATION',
      'MYSQL_PWD',
    ]
    for (const each of names)
      process.env[each] =
        each === 'PGPASSWORD' ? 'provost-test' : each === 'PGOPTIONS' ? '-c default_transaction_read_only=off' : 'database'
    try {
      expect(await failure(good())).toMatchObject({ code: 'none' })
      expect((await failure(good(), openOptions(null)))['code']).not.toBe('none')
      expect((await failure(good(), openOptions('')))['code']).not.toBe('none')
    } finally {
      for (const each of names) delete process.env[each]
    }
  })
})

describe.each([
  ['PostgreSQL', 'postgres'],
  ['MariaDB', 'mysql'],
] as const)('%s over TLS', (_title, kind) => {
  let server: PrivateServer
  let good: TestCertificates
  let other: TestCertificates
  beforeAll(async () => {
    good = await makeCertificates({ owner: kind, names: ['DNS:localhost'] })
    other = await makeCertificates({ owner: kind, names: ['DNS:localhost'] })
    server = await (kind === 'postgres'
      ? startPostgres({ tls: good, hba: ['hostssl all all 127.0.0.1/32 scram-sha-256', 'local all all trust'] })
      : startMariadb({ tls: good }))
  })
  afterAll(() => server.stop())

  const config = (mode: 'disable' | 'require' | 'verify-ca' | 'verify-full', ca: string | null, host = '127.0.0.1'): EngineConfig => ({
    ...serverConfig(server, kind === 'postgres' ? 'postgres' : 'mysql'),
    host,
    tls: { mode, ca, cert: null, key: null },
  })
  const encrypted = async (database: Database): Promise<unknown> =>
    (
      await database.query(
        kind === 'postgres' ? 'select ssl from pg_stat_ssl where pid = pg_backend_pid()' : "show status like 'Ssl_version'",
        { limit: 1 },
      )
    ).rows[0]

  test('each mode proves what it says', async () => {
    expect(await failure(config('require', null))).toMatchObject({ code: 'none' })
    expect(await failure(config('verify-ca', good.ca))).toMatchObject({ code: 'none' })
    expect(await failure(config('verify-ca', null))).toMatchObject({ code: 'connection.tls-untrusted' })
    expect(await failure(config('verify-ca', other.ca))).toMatchObject({ code: 'connection.tls-untrusted' })
    expect(await failure(config('verify-full', good.ca))).toMatchObject({ code: 'connection.tls-hostname-mismatch' })
    expect(await failure(config('verify-full', good.ca, 'localhost'))).toMatchObject({ code: 'none' })
    expect(await failure(config('verify-full', other.ca, '127.0.0.1'))).toMatchObject({ code: 'connection.tls-untrusted' })
    if (kind === 'postgres') expect(await failure(config('disable', null))).toMatchObject({ code: 'connection.tls-required' })
    const database = engineOf(kind, { startChild: startNodeChild }).open(
      config('verify-full', good.ca, 'localhost'),
      openOptions('provost-test'),
    )
    expect(JSON.stringify(await encrypted(database))).toMatch(/true|TLS/)
    // A cancel goes by TLS too.
    await expect(
      database.read({ sql: kind === 'postgres' ? 'select pg_sleep(30)' : 'select sleep(30)', parameters: [] }, { timeoutMs: 200 }),
    ).rejects.toMatchObject({
      code: 'query.timeout',
    })
    await database.close()
  })

  test('a certificate for an address is good for that address', async () => {
    const byAddress = await makeCertificates({ owner: kind, names: ['IP:127.0.0.1'] })
    const own = await (kind === 'postgres' ? startPostgres({ tls: byAddress }) : startMariadb({ tls: byAddress }))
    const place = {
      ...serverConfig(own, 'postgres'),
      ...(kind === 'mysql' ? { database: 'mysql' } : {}),
      tls: { mode: 'verify-full', ca: byAddress.ca, cert: null, key: null },
    } as const
    expect(await failure(place)).toMatchObject({ code: 'none' })
    expect(await failure({ ...place, host: 'localhost' })).toMatchObject({ code: 'connection.tls-hostname-mismatch' })
    await own.stop()
  })

  test('an expired certificate is told as such', async () => {
    const expired = await makeCertificates({ owner: kind, names: ['DNS:localhost', 'IP:127.0.0.1'], expired: true })
    const old = await (kind === 'postgres' ? startPostgres({ tls: expired }) : startMariadb({ tls: expired }))
    const place = {
      ...serverConfig(old, kind === 'postgres' ? 'postgres' : 'mysql'),
      host: '127.0.0.1',
      tls: { mode: 'verify-full', ca: expired.ca, cert: null, key: null },
    } as const
    expect(await failure(place)).toMatchObject({ code: 'connection.tls-expired' })
    await old.stop()
  })
})

test('PostgreSQL tells a full server, a closed database, a missing rule and a missing right apart', async () => {
  const server = await startPostgres({
    settings: { max_connections: '6', superuser_reserved_connections: '3' },
    hba: ['host closed,postgres,other all 127.0.0.1/32 scram-sha-256', 'local all all trust'],
  })
  await server.execute('postgres', "create role plain login password 'provost-test'")
  await server.createDatabase('closed')
  await server.createDatabase('other')
  await server.execute('postgres', 'revoke connect on database other from public; alter database closed allow_connections false')
  const place = serverConfig(server, 'postgres')
  expect(await failure({ ...place, database: 'closed' })).toMatchObject({ code: 'connection.database-denied', retryable: true })
  expect(await failure({ ...place, database: 'template1' })).toMatchObject({ code: 'connection.tls-required' })
  expect(await failure({ ...place, user: 'plain', database: 'other' })).toMatchObject({ code: 'connection.database-denied' })
  const many = engineOf('postgres', { startChild: startNodeChild }).open({ ...place, user: 'plain' }, openOptions('provost-test'))
  const held = await Promise.allSettled(Array.from({ length: 6 }, () => many.read({ sql: 'select pg_sleep(0.3)', parameters: [] })))
  expect(held.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason.code)).toContain(
    'connection.too-many-connections',
  )
  await many.close()
  await server.stop()
})

test('MariaDB tells a locked account, a foreign database and a full account apart', async () => {
  const server = sharedServer('mariadb')
  const database = await server.createDatabase()
  const user = freshName('u').slice(0, 30)
  await server.execute(
    'mysql',
    `create user '${user}'@'%' identified by 'provost-test' account lock; create user '${user}b'@'%' identified by 'provost-test' with max_user_connections 1; grant select on \`${database}\`.* to '${user}b'@'%'`,
  )
  const place = serverConfig(server, database)
  expect(await failure({ ...place, user })).toMatchObject({ code: 'connection.account-locked' })
  expect(await failure({ ...place, user: `${user}b`, database: 'mysql' })).toMatchObject({ code: 'connection.database-denied' })
  const many = engineOf('mysql', { startChild: startNodeChild }).open({ ...place, user: `${user}b` }, openOptions('provost-test'))
  const held = await Promise.allSettled(Array.from({ length: 3 }, () => many.read({ sql: 'select sleep(0.3)', parameters: [] })))
  expect(held.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason.code)).toContain(
    'connection.too-many-connections',
  )
  await many.close()
})

describe('SQLite', () => {
  const at = (path: string): EngineConfig => ({ engine: 'sqlite', path })

  test('a missing file, a folder, an empty, a foreign and a cut file are told apart', async () => {
    const path = await sqliteFile()
    const folder = dirname(path)
    expect(await failure(at(path))).toMatchObject({ code: 'connection.file-missing', title: expect.stringContaining(path) })
    expect(await failure(at(folder))).toMatchObject({ code: 'connection.file-not-a-database', title: expect.stringContaining('folder') })
    await writeFile(path, '')
    expect(await failure(at(path))).toMatchObject({ code: 'connection.file-empty' })
    await writeFile(path, 'Dear diary, '.repeat(1000))
    expect(await failure(at(path))).toMatchObject({ code: 'connection.file-not-a-database' })
    const whole = join(folder, 'whole.db')
    const database = new BetterSqlite3(whole)
    database.exec(
      `create table t (a integer primary key, b text); insert into t with recursive s(i) as (select 1 union all select i + 1 from s where i < 5000) select i, 'some text' from s`,
    )
    database.close()
    const cut = join(folder, 'cut.db')
    await copyFile(whole, cut)
    await truncate(cut, 20_000)
    expect(await failure(at(cut), openOptions(null), (each) => each.count(request('t')))).toMatchObject({ code: 'connection.file-corrupt' })
    const damaged = join(folder, 'damaged.db')
    const bytes = await readFile(whole)
    bytes.fill(0xff, 4096, 12_288)
    await writeFile(damaged, bytes)
    expect(await failure(at(damaged), openOptions(null), (each) => each.count(request('t')))).toMatchObject({
      code: 'connection.file-corrupt',
    })
  })

  test('a file that another program holds is busy', async () => {
    const { config } = await sqlite.create('create table t (a int); pragma journal_mode = delete')
    const path = config.engine === 'sqlite' ? config.path : ''
    const other = new BetterSqlite3(path)
    other.pragma('journal_mode = delete')
    other.exec('begin exclusive')
    expect(await failure(config)).toMatchObject({ code: 'connection.busy', retryable: true })
    other.close()
  })

  test('a file that was replaced is read anew, and one that was removed is missing', async () => {
    const path = await sqliteFile()
    const make = (file: string, value: number): void => {
      const database = new BetterSqlite3(file)
      database.exec(`create table t (a int); insert into t values (${value})`)
      database.close()
    }
    make(path, 1)
    const database = engineOf('sqlite', { startChild: startNodeChild }).open(at(path), openOptions(null))
    expect((await database.page(request('t'))).rows).toEqual([[1]])
    const { rename, rm } = await import('node:fs/promises')
    make(`${path}.new`, 2)
    await rename(`${path}.new`, path)
    expect((await database.page(request('t'))).rows).toEqual([[2]])
    await rm(path)
    await expect(database.page(request('t'))).rejects.toMatchObject({ code: 'connection.file-missing' })
    await database.close()
  })

  test('for a user without the rights, an unreadable file and a WAL file in a read-only folder are told apart', async () => {
    // Root may read everything, so the child is nobody there; an ordinary user is refused as itself.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const startAsNobody = (module: URL): ChildHandle => {
      const child = fork(fileURLToPath(module), [], {
        serialization: 'advanced',
        ...nobody,
        env: {},
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      return {
        pid: child.pid,
        send: (message: unknown) => void child.send(message as object),
        kill: () => void child.kill('SIGKILL'),
        on(event: 'message' | 'exit', listener: (value: never) => void) {
          if (event === 'message') child.on('message', (message) => listener(message as never))
          else child.on('close', (code, signal) => listener({ code, signal, words: '' } as never))
        },
      } as ChildHandle
    }
    const path = await sqliteFile()
    const folder = join(dirname(path), 'inner')
    await mkdir(folder)
    const { chmod } = await import('node:fs/promises')
    await chmod(dirname(path), 0o755)
    const file = join(folder, 'wal.db')
    const made = new BetterSqlite3(file)
    made.pragma('journal_mode = wal')
    made.exec('create table t (a int)')
    made.close()
    await chmod(file, 0o644)
    await chmod(folder, 0o555)
    const engine = engineOf('sqlite', { startChild: startAsNobody })
    const readable = engine.open(at(file), openOptions(null))
    const wal = await readable.ping().catch((error: unknown) => error)
    expect(wal).toMatchObject({ code: 'connection.file-permission', title: expect.stringContaining('WAL') })
    await chmod(file, 0o000)
    const closed = await engine
      .open(at(file), openOptions(null))
      .ping()
      .catch((error: unknown) => error)
    expect(closed).toMatchObject({ code: 'connection.file-permission', title: expect.stringContaining('may not be read') })
    await chmod(folder, 0o755)
    await readable.close()
  })
})

test.each([
  ['PostgreSQL 18', () => startPostgres({ version: 18 })],
  ['MariaDB', () => startMariadb()],
] as const)('%s: a server killed between two pages is reported, and after its restart the paging goes on', async (_title, start) => {
  const server = await start()
  const name = await server.createDatabase()
  await server.execute(name, 'create table t (id int not null primary key); insert into t values (1),(2),(3)')
  const database = engineOf(server.kind, { startChild: startNodeChild }).open(serverConfig(server, name), openOptions('provost-test'))
  const first = await database.page(request('t', { limit: 1 }))
  const next = request('t', { limit: 1, place: { from: 'after', cursor: first.next ?? '' } })
  const hanging = database
    .read({ sql: server.kind === 'postgres' ? 'select pg_sleep(30)' : 'select sleep(30)', parameters: [] })
    .catch((error: unknown) => error)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await server.kill()
  expect(await hanging).toMatchObject({ code: 'connection.reset', retryable: true })
  await expect(database.page(next)).rejects.toMatchObject({ code: expect.stringMatching(/^connection\.(refused|reset)$/) })
  await server.restart()
  expect((await database.page(next)).rows).toEqual([[2]])
  // Frozen, it accepts connections and answers nothing: a deadline or an abort still ends the call.
  await server.pause()
  const began = Date.now()
  await expect(database.page(next, { timeoutMs: 300 })).rejects.toMatchObject({
    code: expect.stringMatching(/^(query|connection)\.timeout$/),
  })
  expect(Date.now() - began).toBeLessThan(4000)
  await server.resume()
  expect((await database.page(next)).rows).toEqual([[2]])
  await database.close()
  await server.stop()
})

test.each([postgres15, mariadb])('$title: a session ended by an administrator does not end the process', async ({ create, kind }) => {
  const { database, execute } = await create('create table t (a int)')
  await database.ping()
  await execute(
    kind === 'postgres'
      ? `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
      : `begin not atomic for i in (select id from information_schema.processlist where db = database() and id <> connection_id()) do kill i.id; end for; end`,
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect((await database.page(request('t'))).rows).toEqual([])
})
