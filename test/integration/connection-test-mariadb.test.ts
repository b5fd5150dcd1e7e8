import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import mysql from 'mysql2/promise'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeCertificates, type PrivateServer, sharedServer, startMariadb, type TestCertificates } from '../servers/index.ts'
import { afterwards, connectTimeoutMs, expectFailure, listen, tryUrl } from './connection-test-kit.ts'

const password = 'p4ssw0rd-planted'

const start = async (options: Parameters<typeof startMariadb>[0]): Promise<PrivateServer> => {
  const server = await startMariadb(options)
  afterwards(() => server.stop())
  return server
}

const url = (server: { port: number }, user: string, database = 'lms', secret: string | null = password): string =>
  `mysql://${user}${secret === null ? '' : `:${secret}`}@127.0.0.1:${server.port}/${database}`

describe('the staged test on a MariaDB without TLS', () => {
  let server: PrivateServer
  beforeAll(async () => {
    server = await start({ settings: { 'skip-ssl': '1' } })
    await server.createDatabase('lms')
    await server.createDatabase('lms_other')
    await server.execute(
      'lms',
      'create table users (id int primary key, email varchar(80)); create table programs (id int primary key, name varchar(60)); create table inbox (id int primary key)',
    )
    for (const user of ['reader', 'locked', 'expired', 'single', 'stranger', 'partial'])
      await server.execute('mysql', `create user ${user}@'%' identified by '${password}'`)
    await server.execute(
      'mysql',
      `grant select on lms.* to reader@'%'; grant select on lms.* to locked@'%'; grant select on lms.* to expired@'%'; grant select on lms.* to single@'%';
       grant insert on lms.inbox to partial@'%';
       alter user locked@'%' account lock; alter user expired@'%' password expire; alter user single@'%' with max_user_connections 1`,
    )
  })

  it('passes stage by stage, with what each found', async () => {
    const { test, report } = await tryUrl(url(server, 'reader'))
    expect(test.failure).toBeNull()
    expect(test).toMatchObject({ ok: true, flavour: 'MariaDB', readOnly: { level: 2 } })
    expect(test.version).toMatch(/^10\.11\./)
    expect(test.stages.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
      'resolve ok',
      'tcp ok',
      'ssh skipped',
      'tls skipped',
      'authenticate ok',
      'database ok',
      'version ok',
      'read-only ok',
      'schema warning',
      'sample ok',
    ])
    expect(JSON.stringify(test) + report).not.toContain(password)
    expect(report).not.toContain("'reader'")
  })

  it('tells that nothing listens', async () => {
    expectFailure(await tryUrl('mysql://reader:x@127.0.0.1:1/lms'), 'connection.refused', 'tcp')
  })

  it('tells a wrong password', async () => {
    const tried = await tryUrl(url(server, 'reader', 'lms', 'not-the-one'))
    expectFailure(tried, 'connection.auth-failed', 'authenticate', { secret: 'not-the-one' })
    expect(tried.test.failure).toMatchObject({ driverCode: '1045', fixes: [{ kind: 'set-password' }] })
    expect(tried.report).not.toContain("'reader'")
  })

  it('tells that no password is stored', async () => {
    expectFailure(await tryUrl(url(server, 'reader', 'lms', null)), 'connection.no-password', 'authenticate')
  })

  it('tells a locked account by the number, whose name in the driver is another thing', async () => {
    const tried = await tryUrl(url(server, 'locked'))
    expectFailure(tried, 'connection.account-locked', 'authenticate')
    expect(tried.test.failure).toMatchObject({ driverCode: '4151', actor: 'dba' })
  })

  it('tells an expired password', async () => {
    const tried = await tryUrl(url(server, 'expired'))
    expectFailure(tried, 'connection.password-expired', 'authenticate')
    expect(tried.test.failure?.driverCode).toMatch(/^(1820|1862)$/)
  })

  it('tells a missing database to an account that may know', async () => {
    const tried = await tryUrl(server.url('lmss'))
    expectFailure(tried, 'connection.database-missing', 'database')
    expect(tried.test.failure?.driverCode).toBe('1049')
    expect(tried.test.failure?.fixes[0]).toMatchObject({ kind: 'use-database', database: 'lms' })
  })

  it('tells a database that is not open to the account, or not there', async () => {
    const tried = await tryUrl(url(server, 'reader', 'lms_other'))
    expectFailure(tried, 'connection.database-denied', 'database')
    expect(tried.test.failure?.driverCode).toBe('1044')
    expect(tried.test.failure?.fixes.map(({ kind }) => kind)).toEqual(['copy-grant', 'use-database'])
  })

  it('tells a table that may not be read', async () => {
    const tried = await tryUrl(url(server, 'partial'))
    expectFailure(tried, 'connection.permission-denied', 'sample')
    expect(tried.test.failure?.driverCode).toMatch(/^114[23]$/)
    expect(tried.test.failure?.fixes).toMatchObject([{ kind: 'copy-grant', sql: "GRANT SELECT ON `lms`.`inbox` TO 'partial'@'%';" }])
  })

  it('tells an account whose sessions are used up', async () => {
    const held = await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'single', password, database: 'lms' })
    try {
      const tried = await tryUrl(url(server, 'single'))
      expectFailure(tried, 'connection.too-many-connections', 'authenticate')
      expect(tried.test.failure?.driverCode).toMatch(/^(1226|1203)$/)
    } finally {
      await held.end()
    }
  })

  it('tells that TLS is asked for and not there', async () => {
    expectFailure(await tryUrl(url(server, 'reader'), { tls: { mode: 'require' } }), 'connection.tls-unsupported', 'tls')
  })

  it('tells a way of logging in that it does not know', async () => {
    await server.execute('mysql', "install soname 'auth_ed25519'")
    await server.execute('mysql', `create user curve@'%' identified via ed25519 using password('${password}')`)
    expectFailure(await tryUrl(url(server, 'curve')), 'connection.auth-method-unsupported', 'authenticate')
  })
})

describe('the staged test on a MariaDB with TLS', () => {
  let [good, elsewhere, past] = [] as unknown as TestCertificates[]
  let [server, strict, other, expired, old] = [] as unknown as PrivateServer[]
  const full = (certificates: TestCertificates | undefined) => ({ tls: { mode: 'verify-full' as const, ca: certificates?.ca } })

  beforeAll(async () => {
    const names = ['IP:127.0.0.1']
    ;[good, elsewhere, past] = (await Promise.all([
      makeCertificates({ owner: 'mysql', names }),
      makeCertificates({ owner: 'mysql', names: ['DNS:db.lms.example'] }),
      makeCertificates({ owner: 'mysql', names, expired: true }),
    ])) as [TestCertificates, TestCertificates, TestCertificates]
    ;[server, strict, other, expired, old] = (await Promise.all([
      start({ tls: good }),
      start({ tls: good, settings: { 'require-secure-transport': 'ON' } }),
      start({ tls: elsewhere }),
      start({ tls: past }),
      start({ tls: good, settings: { 'tls-version': 'TLSv1.1' } }),
    ])) as [PrivateServer, PrivateServer, PrivateServer, PrivateServer, PrivateServer]
    await server.createDatabase('lms')
    await server.execute('mysql', `create user careful@'%' identified by '${password}' require ssl; grant select on lms.* to careful@'%'`)
  })

  it('shows the certificate and logs in', async () => {
    const { test } = await tryUrl(url(server as PrivateServer, 'careful'), full(good))
    expect(test.stages.find(({ stage }) => stage === 'tls')?.certificate).toMatchObject({ names: ['127.0.0.1'], trusted: true })
    expect(test.failure).toBeNull()
  })

  it('tells an account that must use TLS from a wrong password, which the server does not', async () => {
    const tried = await tryUrl(url(server as PrivateServer, 'careful'), { tls: { mode: 'disable', ca: good?.ca } })
    expectFailure(tried, 'connection.tls-required', 'authenticate')
    expect(tried.test.failure).toMatchObject({ driverCode: '1045', fixes: [{ kind: 'use-tls', mode: 'verify-full' }] })
    const wrong = await tryUrl(url(server as PrivateServer, 'careful', 'lms', 'not-the-one'))
    expectFailure(wrong, 'connection.auth-failed', 'authenticate')
    expect(wrong.test.failure?.remedy[0]).toContain('TLS')
  })

  it('tells a server that takes nothing unencrypted', async () => {
    expectFailure(await tryUrl(strict?.url('mysql') ?? ''), 'connection.tls-required', 'authenticate')
  })

  it('tells an authority that is not trusted', async () => {
    // Without a file of authorities of its own it has its own certificate to show and nothing to add to it.
    const { cert, key } = good as TestCertificates
    const alone = await start({ tls: { cert, key } })
    const tried = await tryUrl(alone.url('mysql'), { tls: { mode: 'verify-full' } })
    expectFailure(tried, 'connection.tls-untrusted', 'tls')
    expect(tried.test.failure?.fixes).toMatchObject([{ kind: 'trust-certificate' }])
    // The authority signed it itself: nothing between is missing, and that is not claimed.
    expect(tried.test.failure?.detail).not.toContain('does not send')
    expect(tried.test.failure?.detail).toMatch(/either that is a private authority.+or the server leaves out/)
  })

  it('tells a certificate for another name', async () => {
    const tried = await tryUrl(other?.url('mysql') ?? '', full(elsewhere))
    expectFailure(tried, 'connection.tls-hostname-mismatch', 'tls')
    expect(tried.test.failure?.fixes).toMatchObject([{ kind: 'use-host', host: 'db.lms.example' }])
  })

  it('tells an expired certificate', async () => {
    expectFailure(await tryUrl(expired?.url('mysql') ?? '', full(past)), 'connection.tls-expired', 'tls')
  })

  it('tells that both sides share no version of TLS', async () => {
    expectFailure(await tryUrl(old?.url('mysql') ?? '', full(good)), 'connection.tls-protocol', 'tls')
  })
})

describe('the staged test on a MariaDB in trouble', () => {
  it('tells a server that is full, by the words it has instead of a greeting', async () => {
    const server = await start({ settings: { 'max-connections': '10' } })
    await server.execute('mysql', `create user reader@'%' identified by '${password}'`)
    const held = []
    for (let i = 0; i < 10; i++) held.push(await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'reader', password }))
    const tried = await tryUrl(url(server, 'reader', 'mysql'))
    for (const connection of held) connection.destroy()
    expectFailure(tried, 'connection.too-many-connections', 'authenticate')
    expect(tried.test.failure).toMatchObject({ driverCode: '1040', retryable: true })
  })

  it('tells that this computer is not let in', async () => {
    const server = await start({})
    await server.execute(
      'mysql',
      "create user admin@'10.9.8.7' identified by 'x'; delete from mysql.global_priv where Host in ('127.0.0.1', '%'); flush privileges",
    )
    const tried = await tryUrl(url(server, 'admin', 'mysql'))
    expectFailure(tried, 'connection.host-not-allowed', 'authenticate')
    expect(tried.test.failure).toMatchObject({ driverCode: '1130', actor: 'dba' })
  })

  it('tells a server that is frozen', async () => {
    const server = await start({})
    await server.pause()
    const tried = await tryUrl(server.url('mysql'))
    await server.resume()
    expectFailure(tried, 'connection.timeout', 'authenticate')
  })
})

describe('the staged test of a MySQL connection where something else answers', () => {
  const here = (port: number, tls: 'disable' | 'require' = 'disable') =>
    tryUrl(`mysql://reader:${password}@127.0.0.1:${port}/lms`, { tls: { mode: tls } })

  it('recognises PostgreSQL, which waits to be spoken to', async () => {
    const { port } = sharedServer('postgres15')
    for (const mode of ['disable', 'require'] as const) {
      const tried = await here(port, mode)
      expectFailure(tried, 'connection.wrong-service', mode === 'disable' ? 'authenticate' : 'tls')
      expect(tried.test.failure?.title).toMatch(/^PostgreSQL answers/)
    }
  })

  it('recognises a web server', async () => {
    const web = createServer((_request, response) => response.end('hello'))
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', () => resolve()))
    afterwards(() => web.close())
    const tried = await here((web.address() as AddressInfo).port)
    expectFailure(tried, 'connection.wrong-service', 'authenticate')
    expect(tried.test.failure?.title).toMatch(/^A web server answers/)
  })

  it('recognises an SSH server', async () => {
    const tried = await here(await listen((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')))
    expectFailure(tried, 'connection.wrong-service', 'authenticate')
    expect(tried.test.failure?.title).toMatch(/^An SSH server answers/)
  })

  it('times out where the port accepts and stays silent', async () => {
    const tried = await here(await listen(() => {}))
    expectFailure(tried, 'connection.timeout', 'authenticate')
    expect(tried.ms).toBeGreaterThan(connectTimeoutMs - 50)
  })

  it('tells that the connection was cut', async () => {
    expectFailure(await here(await listen((socket) => setTimeout(() => socket.resetAndDestroy(), 20))), 'connection.reset', 'authenticate')
    expectFailure(await here(await listen((socket) => socket.end())), 'connection.reset', 'authenticate')
  })

  it('waits for a greeting that comes late', async () => {
    const { port } = sharedServer('mariadb')
    const slow = await listen((socket) => {
      setTimeout(async () => {
        const { connect } = await import('node:net')
        const real = connect(port, '127.0.0.1')
        real.on('error', () => {})
        socket.pipe(real).pipe(socket)
      }, 700)
    })
    const tried = await tryUrl(`mysql://provost:wrong@127.0.0.1:${slow}/mysql`, { pool: { connectTimeoutMs: 5000 } })
    expect(tried.test.failure?.code).toBe('connection.auth-failed')
  })
})
