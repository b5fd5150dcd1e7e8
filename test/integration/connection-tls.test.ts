import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProvostError } from '../../src/contract/errors.ts'
import { type Console, openConsole } from '../../src/main/console.ts'
import { checkTlsFiles, type Database, type EngineConfig, engineOf } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { makeCertificates, type PrivateServer, startMariadb, startPostgres } from '../servers/index.ts'
import { openOptions, serverConfig } from './engines-kit.ts'

const run = promisify(execFile)

const problemOf = async (work: Promise<unknown>): Promise<ProvostError> =>
  work.then(
    () => Promise.reject(new Error('It succeeded')),
    (error: ProvostError) => error,
  )
const fingerprintOf = async (file: string): Promise<string> => {
  const { stdout } = await run('openssl', ['x509', '-noout', '-fingerprint', '-sha256', '-in', file])
  return stdout.trim().split('=')[1] ?? ''
}

describe.each(['postgres', 'mysql'] as const)('a pinned certificate (%s)', (owner) => {
  const start = owner === 'postgres' ? startPostgres : startMariadb
  let server: PrivateServer
  let expired: PrivateServer
  let pin: string
  let expiredPin: string
  const open: Database[] = []

  beforeAll(async () => {
    const own = await makeCertificates({ owner, names: ['DNS:elsewhere.example'] })
    const old = await makeCertificates({ owner, names: ['DNS:elsewhere.example'], expired: true })
    ;[server, expired] = await Promise.all([start({ tls: own }), start({ tls: old })])
    pin = await fingerprintOf(own.cert)
    expiredPin = await fingerprintOf(old.cert)
  })
  afterAll(async () => {
    for (const database of open) await database.close()
    await server.stop()
    await expired.stop()
  })

  const connect = (at: PrivateServer, sha256: string | null, mode: 'require' | 'verify-full' = 'verify-full'): Database => {
    const database = owner === 'postgres' ? 'postgres' : 'mysql'
    const config: EngineConfig = { ...serverConfig(at, database), tls: { mode, ca: null, cert: null, key: null, pin: sha256 } }
    const opened = engineOf(config.engine, { startChild: startNodeChild }).open(config, openOptions('provost-test'))
    open.push(opened)
    return opened
  }

  test('is taken though nobody vouches for it and it names another host; without the pin it is not', async () => {
    expect(await connect(server, pin).ping()).toBeGreaterThan(0)
    expect(await problemOf(connect(server, null).ping())).toMatchObject({ code: 'connection.tls-untrusted' })
  })

  test('is taken though it has expired', async () => {
    expect(await connect(expired, expiredPin).ping()).toBeGreaterThan(0)
  })

  test.each(['require', 'verify-full'] as const)('is the only one taken, also with %s', async (mode) => {
    const problem = await problemOf(connect(server, expiredPin, mode).ping())
    expect(problem).toMatchObject({ code: 'connection.tls-untrusted' })
    expect(problem.title).toContain('another certificate')
    expect(problem.detail).toContain(pin)
  })

  test('holds for a cancel, and for many sessions at once', async () => {
    const database = connect(server, pin)
    const sleep = owner === 'mysql' ? 'select sleep(30)' : 'select pg_sleep(30)'
    const began = Date.now()
    await expect(database.query(sleep, { limit: 1, signal: AbortSignal.timeout(300) })).rejects.toMatchObject({ code: 'call.cancelled' })
    expect(Date.now() - began).toBeLessThan(5000)
    await Promise.all([...Array(8)].map(() => database.ping()))
  })

  test('a server that shows another one sees no login', async () => {
    const logins = () =>
      owner === 'postgres'
        ? expired.execute('postgres', "select count(*) from pg_stat_activity where application_name = 'provost-test'")
        : expired.execute('mysql', "show status where variable_name in ('Access_denied_errors', 'Threads_connected')")
    const before = await logins()
    await problemOf(connect(expired, pin).ping())
    expect(await logins()).toEqual(before)
  })

  test('is set, told in the audit log and taken back through the console', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pv-pin-'))
    const console: Console = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild })
    const client = createRouterClient(console.router, { context: () => console.context(null, 'command-line') })
    const database = owner === 'postgres' ? 'postgres' : 'mysql'
    await client.connections.add({ name: 'db', url: server.url(database), tls: { mode: 'verify-full' } })
    expect(await client.connections.check({ name: 'db' })).toMatchObject({ state: 'failed', problem: { code: 'connection.tls-untrusted' } })
    const bare = pin.replaceAll(':', '').toLowerCase()
    const { connection } = await client.connections.trustCertificate({ name: 'db', sha256: bare })
    expect(connection.tls).toMatchObject({ pin, mode: 'verify-full' })
    const health = await client.connections.check({ name: 'db' })
    expect(health.state).toMatch(/ok|slow/)
    expect(Date.parse(health.certificateExpiresAt ?? '')).toBeGreaterThan(Date.now())
    expect(health.warnings?.join()).toContain('expires in')
    const { entries } = await client.audit.list({ action: 'connection.trust-certificate' })
    expect(entries).toMatchObject([{ target: 'db', outcome: 'done', detail: { sha256: pin } }])
    await client.connections.trustCertificate({ name: 'db', sha256: null })
    expect(await client.connections.check({ name: 'db' })).toMatchObject({ state: 'failed' })
    await expect(client.connections.trustCertificate({ name: 'db', sha256: 'abc' })).rejects.toMatchObject({
      data: { code: 'call.invalid' },
    })
    await console.close()
    await rm(directory, { recursive: true, force: true })
  })
})

describe('TLS files are looked at before anything is connected', () => {
  let folder: string
  let ca: string
  let cert: string
  let key: string
  const path = (name: string): string => join(folder, name)
  const look = (files: { ca?: string; cert?: string; key?: string }, at = new Date()) =>
    checkTlsFiles({ mode: 'verify-full', ca: files.ca ?? null, cert: files.cert ?? null, key: files.key ?? null }, at)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pv-tlsfiles-'))
    const made = await makeCertificates({ owner: 'postgres', names: ['DNS:a'] })
    ;[ca, cert, key] = [path('ca.crt'), path('client.crt'), path('client.key')]
    for (const [from, to] of [
      [made.ca, ca],
      [made.cert, cert],
      [made.key, key],
    ] as const)
      await writeFile(to, await readFile(from))
    await chmod(key, 0o600)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('good ones have no problem, and say when they end soon', async () => {
    expect((await look({ ca, cert, key })).problem).toBeNull()
    const later = await look({ ca, cert, key }, new Date(Date.now() + 25 * 86_400_000))
    expect(later.problem).toBeNull()
    expect(later.warnings.join(' ')).toContain('expires in')
  })

  test('an expired or not yet valid one is told by its dates', async () => {
    const late = await look({ ca }, new Date(Date.now() + 90 * 86_400_000))
    expect(late.problem).toMatchObject({ code: 'connection.tls-expired' })
    expect(late.problem?.title).toContain('has expired')
    expect((await look({ ca }, new Date('2001-01-01'))).problem?.title).toContain('not valid yet')
  })

  test('a missing, exchanged, damaged or foreign file is told apart', async () => {
    expect((await look({ ca: path('none') })).problem).toMatchObject({ code: 'connection.file-missing' })
    expect((await look({ ca: key })).problem?.detail).toContain('exchanged')
    await writeFile(path('broken.crt'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
    expect((await look({ ca: path('broken.crt') })).problem).toMatchObject({ code: 'connection.tls-untrusted' })
    await writeFile(path('words.txt'), 'hello')
    expect((await look({ ca: path('words.txt') })).problem?.remedy.join(' ')).toContain('-inform der')
    expect((await look({ cert, key: path('words.txt') })).problem?.title).toContain('not a private key')
  })

  test('a key that belongs to another certificate, is encrypted, alone, or open to others is told', async () => {
    await run('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', path('other.key')])
    expect((await look({ cert, key: path('other.key') })).problem?.title).toContain('does not belong')
    await run('openssl', ['pkey', '-in', key, '-aes256', '-passout', 'pass:secret', '-out', path('locked.key')])
    expect((await look({ cert, key: path('locked.key') })).problem?.title).toContain('encrypted')
    expect((await look({ key })).problem?.title).toContain('without its certificate')
    await writeFile(path('open.key'), await readFile(key))
    await chmod(path('open.key'), 0o644)
    const open = await look({ cert, key: path('open.key') })
    expect(open.problem).toBeNull()
    expect(open.warnings.join(' ')).toContain(`chmod 600 ${path('open.key')}`)
  })
})
