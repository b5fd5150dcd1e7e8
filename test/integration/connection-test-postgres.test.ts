import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionName } from '../../src/contract/ids.ts'
import {
  makeCertificates,
  makeClientCertificate,
  type PrivateServer,
  sharedServer,
  startPostgres,
  type TestCertificates,
} from '../servers/index.ts'
import { afterwards, connectTimeoutMs, expectFailure, holdInShutdown, listen, openTestConsole, tryUrl } from './connection-test-kit.ts'

const password = 'p4ssw0rd-planted'

const start = async (options: Parameters<typeof startPostgres>[0]): Promise<PrivateServer> => {
  const server = await startPostgres(options)
  afterwards(() => server.stop())
  return server
}

const url = (server: { port: number }, user: string, database = 'lms', secret: string | null = password, host = '127.0.0.1'): string =>
  `postgresql://${user}${secret === null ? '' : `:${secret}`}@${host}:${server.port}/${database}`

describe('the staged test on a PostgreSQL without TLS', () => {
  let server: PrivateServer
  beforeAll(async () => {
    server = await start({
      hba: [
        'local all all trust',
        'host all barred 127.0.0.1/32 reject',
        'host all kerberos 127.0.0.1/32 gss',
        'host all identified 127.0.0.1/32 ident',
        'host all crowded 127.0.0.1/32 scram-sha-256',
        'host all trusted 127.0.0.1/32 trust',
        'host all digest 127.0.0.1/32 md5',
        'host all clear 127.0.0.1/32 password',
        'host all reader 127.0.0.1/32 scram-sha-256',
        'host all expired 127.0.0.1/32 scram-sha-256',
        'host all nobody 127.0.0.1/32 scram-sha-256',
        'host all locked 127.0.0.1/32 scram-sha-256',
        'host all single 127.0.0.1/32 scram-sha-256',
        'host all provost 127.0.0.1/32 scram-sha-256',
      ],
    })
    await server.createDatabase('lms')
    await server.createDatabase('lms_closed')
    await server.createDatabase('lms_single')
    for (const role of [
      'barred',
      'kerberos',
      'identified',
      'trusted',
      'digest',
      'clear',
      'reader',
      'unlisted',
      'locked',
      'single',
      'crowded',
    ])
      await server.execute('lms', `create role ${role} login password '${password}'`)
    await server.execute('lms', `create role expired login password '${password}' valid until '2020-01-01'`)
    await server.execute('lms', 'alter role locked nologin')
    await server.execute('lms', 'alter role single connection limit 1')
    await server.execute('lms', 'alter role crowded connection limit 0')
    await server.execute('lms', 'revoke connect on database lms_closed from public')
    await server.execute('lms', 'alter database lms_single with connection limit 0')
    await server.execute(
      'lms',
      'create table public.users (id int primary key, email text not null); create table public.programs (id int primary key, name text); grant select on programs to reader, trusted, digest, clear',
    )
  })

  it('passes stage by stage, with what each found', async () => {
    const { test, report } = await tryUrl(server.url('lms'))
    expect(test.failure).toBeNull()
    expect(test.ok).toBe(true)
    expect(test.flavour).toBe('PostgreSQL')
    expect(test.version).toMatch(/^15\./)
    expect(test.stages.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
      'resolve ok',
      'tcp ok',
      'ssh skipped',
      'tls skipped',
      'authenticate ok',
      'database ok',
      'version ok',
      'read-only warning',
      'schema warning',
      'sample ok',
    ])
    expect(test.stages.find(({ stage }) => stage === 'authenticate')?.detail).toContain('SCRAM-SHA-256')
    expect(test.readOnly?.level).toBe(1)
    expect(test.readOnly?.reasons.join()).toContain('superuser')
    expect(JSON.stringify(test) + report).not.toContain(server.password)
    expect(report).toContain('| sample | ok |')
  })

  it.each(['trusted', 'digest', 'clear'])('logs in the way the server wants: %s', async (user) => {
    const { test } = await tryUrl(url(server, user))
    expect(test.stages.find(({ stage }) => stage === 'authenticate')).toMatchObject({ status: 'ok' })
  })

  it('tells that nothing listens', async () => {
    expectFailure(await tryUrl('postgresql://reader:x@127.0.0.1:1/lms'), 'connection.refused', 'tcp')
  })

  it('tells a name that nobody knows', async () => {
    expectFailure(
      await tryUrl('postgresql://reader:x@db.invalid:5432/lms', { tls: { mode: 'disable' } }),
      'connection.host-not-found',
      'resolve',
    )
  })

  it('tries every address of a name', async () => {
    const { test } = await tryUrl(url(server, 'reader', 'lms', password, 'localhost'))
    expect(test.stages[1]).toMatchObject({ status: 'ok' })
  })

  it('tells a wrong password, and an unknown user by the same code', async () => {
    const tried = await tryUrl(url(server, 'reader', 'lms', 'not-the-one'))
    expectFailure(tried, 'connection.auth-failed', 'authenticate', { secret: 'not-the-one', user: 'reader' })
    expect(tried.test.failure).toMatchObject({ driverCode: '28P01', actor: 'you', fixes: [{ kind: 'set-password' }] })
  })

  it('tells a rule that asks the operating system who somebody is, whatever password there is', async () => {
    for (const secret of [password, null]) {
      const tried = await tryUrl(url(server, 'identified', 'lms', secret))
      expectFailure(tried, 'connection.auth-method-unsupported', 'authenticate')
      expect(tried.test.failure?.title).toContain('ident in pg_hba.conf')
    }
  })

  it('tells a limit of the role’s own from a full server', async () => {
    const tried = await tryUrl(url(server, 'crowded'))
    expectFailure(tried, 'connection.too-many-connections', 'authenticate')
    expect(tried.test.failure?.title).toContain('The role "crowded" has as many connections')
    expect(tried.test.failure?.remedy.join()).toContain('ALTER ROLE "crowded" CONNECTION LIMIT')
  })

  it('tells a role that may not log in', async () => {
    expectFailure(await tryUrl(url(server, 'locked')), 'connection.account-locked', 'authenticate')
  })

  it('has one code for a wrong password and for an expired one, as the server has one sentence', async () => {
    const tried = await tryUrl(url(server, 'expired'))
    expectFailure(tried, 'connection.auth-failed', 'authenticate')
    expect(tried.test.failure?.remedy.join()).toMatch(/LOGIN.*VALID UNTIL/)
  })

  it('tells them apart where another kept connection to the same server can ask it', async () => {
    const { client } = await openTestConsole()
    await client.connections.add({ name: 'neighbour', url: url(server, 'trusted') })
    const ask = async (user: string, secret = password) => {
      await client.connections.add({ name: user, url: url(server, user, 'lms', secret) })
      for await (const event of await client.connections.test({ name: user as ConnectionName }))
        if (event.kind === 'done') return { ...event, ms: 0 }
      throw new Error('The test ended without its result')
    }
    const expired = await ask('expired')
    expectFailure(expired, 'connection.password-expired', 'authenticate')
    expect(expired.test.failure?.title).toContain('2020-01-01')
    expectFailure(await ask('locked', 'not-the-one'), 'connection.account-locked', 'authenticate')
    const wrong = await ask('reader', 'not-the-one')
    expectFailure(wrong, 'connection.auth-failed', 'authenticate', { secret: 'not-the-one' })
    expect(wrong.test.failure?.title).toBe('The password of "reader" is wrong.')
    expect((await ask('nobody')).test.failure?.title).toBe('There is no role "nobody" on the server.')
  })

  it('tells that no password is stored, before it tries', async () => {
    const tried = await tryUrl(url(server, 'reader', 'lms', null))
    expectFailure(tried, 'connection.no-password', 'authenticate')
    expect(tried.test.failure?.fixes).toMatchObject([{ kind: 'set-password' }])
  })

  it('tells that the server rejects this computer', async () => {
    const tried = await tryUrl(url(server, 'barred'))
    expectFailure(tried, 'connection.host-not-allowed', 'authenticate')
    expect(tried.test.failure).toMatchObject({ driverCode: '28000', actor: 'dba' })
  })

  it('does not call for TLS where no rule admits the login and the server has none', async () => {
    expectFailure(await tryUrl(url(server, 'unlisted')), 'connection.host-not-allowed', 'authenticate')
  })

  it('tells a way of logging in that it does not know', async () => {
    const tried = await tryUrl(url(server, 'kerberos'))
    expectFailure(tried, 'connection.auth-method-unsupported', 'authenticate')
    expect(tried.test.failure?.title).toContain('GSSAPI')
  })

  it('tells a missing database and offers those there are', async () => {
    const tried = await tryUrl(url(server, 'reader', 'lsm'))
    expectFailure(tried, 'connection.database-missing', 'database')
    expect(tried.test.failure?.driverCode).toBe('3D000')
    expect(tried.test.failure?.fixes).toContainEqual({ kind: 'use-database', database: 'lms', title: 'Use the database lms' })
    expect(JSON.stringify(tried.test.failure?.fixes)).not.toContain('lms_closed')
  })

  it('tells a database that does not admit the user, with the grant to copy', async () => {
    const tried = await tryUrl(url(server, 'reader', 'lms_closed'))
    expectFailure(tried, 'connection.database-denied', 'database')
    expect(tried.test.failure?.fixes[0]).toMatchObject({ kind: 'copy-grant', sql: 'GRANT CONNECT ON DATABASE "lms_closed" TO "reader";' })
  })

  it('tells a table that may not be read, and the grant that mends it', async () => {
    const tried = await tryUrl(url(server, 'reader'))
    expectFailure(tried, 'connection.permission-denied', 'sample')
    expect(tried.test.failure?.driverCode).toBe('42501')
    const [fix] = tried.test.failure?.fixes ?? []
    expect(fix).toMatchObject({ kind: 'copy-grant' })
    await server.execute('lms', fix?.kind === 'copy-grant' ? fix.sql : '')
    expect((await tryUrl(url(server, 'reader'))).test.failure).toBeNull()
    await server.execute('lms', 'revoke select on users from reader')
  })

  it('tells a role whose sessions are used up', async () => {
    const held = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'single', password, database: 'lms' })
    await held.connect()
    try {
      const tried = await tryUrl(url(server, 'single'))
      expectFailure(tried, 'connection.too-many-connections', 'authenticate')
      expect(tried.test.failure).toMatchObject({ driverCode: '53300', retryable: true })
    } finally {
      await held.end()
    }
  })

  it('tells a database whose sessions are used up', async () => {
    expectFailure(await tryUrl(url(server, 'reader', 'lms_single')), 'connection.too-many-connections', 'database')
  })

  it('tells that TLS is asked for and not there', async () => {
    const tried = await tryUrl(url(server, 'reader'), { tls: { mode: 'require' } })
    expectFailure(tried, 'connection.tls-unsupported', 'tls')
    expect(tried.test.failure?.actor).toBe('dba')
  })

  it('refuses a production connection that is neither encrypted nor on this machine, and contacts nobody', async () => {
    const tried = await tryUrl('postgresql://reader:x@192.0.2.1:5432/lms', { environment: 'production', tls: { mode: 'disable' } })
    expectFailure(tried, 'connection.insecure-refused', 'tls')
    expect(tried.test.failure?.fixes).toMatchObject([{ kind: 'use-tls' }])
  })
})

describe('the staged test on a PostgreSQL with TLS', () => {
  const made: Partial<Record<'good' | 'expired' | 'elsewhere', TestCertificates>> = {}
  const certificate = (name: keyof typeof made): TestCertificates => made[name] as TestCertificates
  let [server, expired, elsewhere, old] = [] as unknown as PrivateServer[]

  beforeAll(async () => {
    const names = ['IP:127.0.0.1', 'DNS:localhost']
    const [good, past, other] = await Promise.all([
      makeCertificates({ owner: 'postgres', names }),
      makeCertificates({ owner: 'postgres', names, expired: true }),
      makeCertificates({ owner: 'postgres', names: ['DNS:db.lms.example', 'DNS:*.lms.example'] }),
    ])
    Object.assign(made, { good, expired: past, elsewhere: other })
    const hba = [
      'local all all trust',
      'hostssl all carded 127.0.0.1/32 scram-sha-256 clientcert=verify-ca',
      'hostssl all named 127.0.0.1/32 cert',
      'hostssl all provost 127.0.0.1/32 scram-sha-256',
      'hostssl all reader 127.0.0.1/32 scram-sha-256',
      'hostssl all sealed 127.0.0.1/32 scram-sha-256',
      'hostnossl all sealed 127.0.0.1/32 reject',
      'host all barred 127.0.0.1/32 reject',
    ]
    ;[server, expired, elsewhere, old] = await Promise.all([
      start({ hba, tls: good }),
      start({ hba, tls: past }),
      start({ hba, tls: other }),
      start({ hba, tls: good, settings: { ssl_min_protocol_version: 'TLSv1', ssl_max_protocol_version: 'TLSv1.1' } }),
    ])
    await server?.createDatabase('lms')
    for (const role of ['carded', 'named', 'reader', 'unlisted', 'sealed', 'barred'])
      await server?.execute('lms', `create role ${role} login password '${password}'`)
  })
  const verified = (name: keyof typeof made) => ({ tls: { mode: 'verify-full' as const, ca: certificate(name).ca } })

  it('shows the certificate of a server that is proven', async () => {
    const { test } = await tryUrl(url(server as PrivateServer, 'reader'), verified('good'))
    const tls = test.stages.find(({ stage }) => stage === 'tls')
    expect(tls).toMatchObject({
      status: 'warning',
      certificate: {
        subject: 'CN=provost-test',
        issuer: 'CN=Provost test authority',
        names: ['127.0.0.1', 'localhost'],
        trusted: true,
        protocol: 'TLSv1.3',
      },
    })
    expect(tls?.detail).toMatch(/expires in 29 days/)
    expect(tls?.certificate?.sha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect(test.stages.find(({ stage }) => stage === 'authenticate')?.status).toBe('ok')
  })

  it('checks the name by which the server is called', async () => {
    const { test } = await tryUrl(url(server as PrivateServer, 'reader', 'lms', password, 'localhost'), verified('good'))
    expect(test.stages.find(({ stage }) => stage === 'authenticate')?.status).toBe('ok')
  })

  it('encrypts without proof where that is asked for, and says so', async () => {
    const { test } = await tryUrl(url(server as PrivateServer, 'reader'), { tls: { mode: 'require' } })
    const tls = test.stages.find(({ stage }) => stage === 'tls')
    expect(tls).toMatchObject({ status: 'warning', certificate: { trusted: false } })
    expect(tls?.detail).toContain('not checked')
  })

  it('tells that TLS has to be on, and by which mode it would work', async () => {
    const tried = await tryUrl(url(server as PrivateServer, 'reader'), { tls: { mode: 'disable', ca: certificate('good').ca } })
    expectFailure(tried, 'connection.tls-required', 'authenticate')
    expect(tried.test.failure).toMatchObject({ driverCode: '28000', actor: 'you', fixes: [{ kind: 'use-tls', mode: 'verify-full' }] })
  })

  it('tells a rule that rejects only those without TLS from one that rejects anyway', async () => {
    const settings = { tls: { mode: 'disable' as const, ca: certificate('good').ca } }
    const sealed = await tryUrl(url(server as PrivateServer, 'sealed'), settings)
    expectFailure(sealed, 'connection.tls-required', 'authenticate')
    expect(sealed.test.failure?.fixes).toMatchObject([{ kind: 'use-tls', mode: 'verify-full' }])
    expectFailure(await tryUrl(url(server as PrivateServer, 'barred'), settings), 'connection.host-not-allowed', 'authenticate')
  })

  it('tells that even TLS admits nobody of that name', async () => {
    expectFailure(await tryUrl(url(server as PrivateServer, 'unlisted'), verified('good')), 'connection.host-not-allowed', 'authenticate')
  })

  it('tells an authority that is not trusted, with the fingerprint to compare', async () => {
    const tried = await tryUrl(url(server as PrivateServer, 'reader'), { tls: { mode: 'verify-full' } })
    expectFailure(tried, 'connection.tls-untrusted', 'tls')
    const certificateSeen = tried.test.stages.find(({ stage }) => stage === 'tls')?.certificate
    expect(tried.test.failure?.detail).toContain(certificateSeen?.sha256)
    expect(tried.test.failure?.fixes).toMatchObject([{ kind: 'trust-certificate', sha256: certificateSeen?.sha256 }])
    expect(tried.test.failure?.remedy.join()).not.toMatch(/without checking|ignore/i)
  })

  it('tells a certificate for another name, shows its names and offers them', async () => {
    const tried = await tryUrl(url(elsewhere as PrivateServer, 'provost', 'postgres'), verified('elsewhere'))
    expectFailure(tried, 'connection.tls-hostname-mismatch', 'tls')
    expect(tried.test.failure?.detail).toContain('db.lms.example, *.lms.example')
    expect(tried.test.failure?.fixes).toEqual([{ kind: 'use-host', host: 'db.lms.example', title: 'Use db.lms.example as the host' }])
    expect(tried.test.failure?.driverCode).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('does not look at the name where only the authority is to be checked', async () => {
    const { test } = await tryUrl(url(elsewhere as PrivateServer, 'provost', 'postgres', 'provost-test'), {
      tls: { mode: 'verify-ca', ca: certificate('elsewhere').ca },
    })
    expect(test.failure).toBeNull()
  })

  it('tells an expired certificate with its dates', async () => {
    const tried = await tryUrl(url(expired as PrivateServer, 'provost', 'postgres'), verified('expired'))
    expectFailure(tried, 'connection.tls-expired', 'tls')
    expect(tried.test.failure).toMatchObject({ driverCode: 'CERT_HAS_EXPIRED', actor: 'dba' })
    expect(tried.test.failure?.detail).toContain('2020-02-01')
  })

  it('tells that both sides share no version of TLS', async () => {
    expectFailure(await tryUrl(url(old as PrivateServer, 'provost', 'postgres'), verified('good')), 'connection.tls-protocol', 'tls')
  })

  it('tells that a client certificate is wanted, and logs in with one', async () => {
    const tried = await tryUrl(url(server as PrivateServer, 'carded'), verified('good'))
    expectFailure(tried, 'connection.tls-client-cert-required', 'authenticate')
    const { cert, key } = await makeClientCertificate(certificate('good'), 'carded')
    const tls = { mode: 'verify-full' as const, ca: certificate('good').ca, cert, key }
    const { test } = await tryUrl(url(server as PrivateServer, 'carded'), { tls })
    expect(test.stages.find(({ stage }) => stage === 'authenticate')?.status).toBe('ok')
    // Without a password too, where the certificate alone is the login; and not for another user than its own.
    expect((await tryUrl(url(server as PrivateServer, 'named', 'lms', null), { tls })).test.failure).toMatchObject({
      code: 'connection.auth-failed',
    })
  })

  it('tells a client certificate that the server does not trust', async () => {
    const { cert, key } = await makeClientCertificate(certificate('elsewhere'), 'carded')
    const tls = { mode: 'verify-full' as const, ca: certificate('good').ca, cert, key }
    const tried = await tryUrl(url(server as PrivateServer, 'carded'), { tls })
    expectFailure(tried, 'connection.tls-client-cert-required', 'authenticate')
    expect(tried.test.failure?.title).toContain('does not accept')
  })

  it('tells a certificate file that is not there', async () => {
    const tried = await tryUrl(url(server as PrivateServer, 'reader'), { tls: { mode: 'verify-full', ca: '/nowhere/ca.pem' } })
    expectFailure(tried, 'connection.file-missing', 'tls')
  })
})

describe('the staged test on a PostgreSQL in trouble', () => {
  it('tells a server that is frozen', async () => {
    const server = await start({})
    await server.pause()
    expectFailure(await tryUrl(server.url('postgres')), 'connection.timeout', 'authenticate')
    expectFailure(await tryUrl(server.url('postgres'), { tls: { mode: 'require' } }), 'connection.timeout', 'tls')
    await server.resume()
  })

  it('tells a server that is shutting down', async () => {
    const server = await start({})
    const letItStop = await holdInShutdown(server)
    const tried = await tryUrl(server.url('postgres'))
    await letItStop()
    expectFailure(tried, 'connection.starting-up', 'authenticate')
    expect(tried.test.failure).toMatchObject({ driverCode: '57P03', retryable: true })
  })

  it('tells a server without a free session', async () => {
    const server = await start({ settings: { max_connections: '4', superuser_reserved_connections: '1', autovacuum: 'off' } })
    await server.execute('postgres', `create role reader login password '${password}'`)
    const held = Array.from(
      { length: 4 },
      () => new pg.Client({ host: '127.0.0.1', port: server.port, user: server.user, password: server.password, database: 'postgres' }),
    )
    for (const client of held) await client.connect()
    expectFailure(await tryUrl(url(server, 'reader', 'postgres')), 'connection.too-many-connections', 'authenticate')
    await held.pop()?.end()
    // One slot is left, and it is kept for superusers: said only after the login.
    expectFailure(await tryUrl(url(server, 'reader', 'postgres')), 'connection.too-many-connections', 'authenticate')
    for (const client of held) await client.end()
  })
})

describe('the staged test of a PostgreSQL connection where something else answers', () => {
  const here = (port: number, tls: 'disable' | 'require' = 'disable') =>
    tryUrl(`postgresql://reader:${password}@127.0.0.1:${port}/lms`, { tls: { mode: tls } })

  it('times out where the port accepts and stays silent', async () => {
    const port = await listen(() => {})
    const tried = await here(port)
    expectFailure(tried, 'connection.timeout', 'authenticate')
    expect(tried.test.failure).toMatchObject({ actor: 'network', retryable: true })
    expect(tried.ms).toBeGreaterThan(connectTimeoutMs - 50)
    expectFailure(await here(port, 'require'), 'connection.timeout', 'tls')
  })

  it('tells that the connection was cut', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const tried = await here(port)
    expectFailure(tried, 'connection.reset', 'authenticate')
    expect(tried.test.failure?.driverCode).toBe('ECONNRESET')
    expectFailure(await here(await listen((socket) => socket.end())), 'connection.reset', 'authenticate')
  })

  it('recognises a web server', async () => {
    const web = createServer((_request, response) => response.end('hello'))
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', () => resolve()))
    afterwards(() => web.close())
    const tried = await here((web.address() as AddressInfo).port)
    expectFailure(tried, 'connection.wrong-service', 'authenticate')
    expect(tried.test.failure?.title).toMatch(/^A web server answers/)
  })

  it('recognises MariaDB', async () => {
    const { port } = sharedServer('mariadb')
    for (const mode of ['disable', 'require'] as const) {
      const tried = await here(port, mode)
      expectFailure(tried, 'connection.wrong-service', mode === 'disable' ? 'authenticate' : 'tls')
      expect(tried.test.failure?.title).toMatch(/^MySQL or MariaDB answers/)
    }
  })

  it('recognises an SSH server', async () => {
    const port = await listen((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'))
    const tried = await here(port)
    expectFailure(tried, 'connection.wrong-service', 'authenticate')
    expect(tried.test.failure?.title).toMatch(/^An SSH server answers/)
  })

  it('does not take more than the one letter for an answer', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.write('SNooping')))
    expectFailure(await here(port, 'require'), 'connection.wrong-service', 'tls')
  })

  it('tells who speaks nonsense after offering TLS', async () => {
    const port = await listen((socket) => {
      let first = true
      socket.on('data', () => {
        socket.write(first ? 'S' : 'this is no TLS at all')
        first = false
      })
    })
    expectFailure(await here(port, 'require'), 'connection.wrong-service', 'tls')
  })
})
