import { execFile, spawn } from 'node:child_process'
import { chmod, readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fastCheck from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ProvostError } from '../../src/contract/errors.ts'
import { type Database, type EngineConfig, engineOf } from '../../src/main/engines/index.ts'
import { closeIdleTunnels, openTunnel, parseSshTarget, type Tunnel } from '../../src/main/engines/tunnel/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import {
  makeCertificates,
  type PrivateServer,
  sharedServer,
  startMariadb,
  startPostgres,
  startSsh,
  type TestSsh,
} from '../servers/index.ts'
import { openOptions, serverConfig } from './engines-kit.ts'

const run = promisify(execFile)
type ServerConfig = ReturnType<typeof serverConfig>

let ssh: TestSsh
const path = process.env['PATH'] ?? ''
const open: (Database | { close(): Promise<void> })[] = []

beforeAll(async () => {
  ssh = await startSsh()
  process.env['PATH'] = `${ssh.programs}:${path}`
})
afterEach(async () => {
  for (const database of open.splice(0)) await database.close()
  closeIdleTunnels()
})
afterAll(async () => {
  process.env['PATH'] = path
  await ssh.stop()
})

const database = (config: EngineConfig, password = 'provost-test'): Database => {
  const opened = engineOf(config.engine, { startChild: startNodeChild }).open(config, openOptions(password))
  open.push(opened)
  return opened
}
const problemOf = async (work: Promise<unknown>): Promise<ProvostError> =>
  work.then(
    () => Promise.reject(new Error('It succeeded')),
    (error: ProvostError) => error,
  )
const refusedPort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
const tunnel = (port: number, options: { ssh?: string; deadlineMs?: number } = {}): Promise<Tunnel> =>
  openTunnel({ ssh: options.ssh ?? ssh.target, host: '127.0.0.1', port }, { deadlineMs: options.deadlineMs ?? 10_000 })

describe.each([
  ['PostgreSQL', 'postgres15'],
  ['MariaDB', 'mariadb'],
] as const)('%s through a tunnel', (_title, name) => {
  const config = (): ServerConfig => {
    const server = sharedServer(name)
    return { ...serverConfig(server, name === 'mariadb' ? 'mysql' : 'postgres'), ssh: ssh.target }
  }

  test('is reached, and a statement is cancelled there', async () => {
    const reached = database(config())
    expect(await reached.ping()).toBeGreaterThan(0)
    const sleep = name === 'mariadb' ? 'select sleep(30)' : 'select pg_sleep(30)'
    const began = Date.now()
    await expect(reached.query(sleep, { limit: 1, signal: AbortSignal.timeout(300) })).rejects.toMatchObject({ code: 'call.cancelled' })
    expect(Date.now() - began).toBeLessThan(5000)
    expect(await reached.ping()).toBeGreaterThan(0)
  })

  test('shares one ssh with every other session, and ends it when nobody is left', async () => {
    const [one, two] = [database(config()), database(config())]
    const { port, host } = config()
    const share = await openTunnel({ ssh: ssh.target, host, port }, { deadlineMs: 10_000 })
    const same = await openTunnel({ ssh: ssh.target, host, port }, { deadlineMs: 10_000 })
    expect(same.port).toBe(share.port)
    await Promise.all([...Array(6)].flatMap(() => [one.ping(), two.ping()]))
    share.release()
    same.release()
    await Promise.all([one.close(), two.close()])
    // A driver's goodbye may still be on its way.
    await vi.waitFor(async () => {
      closeIdleTunnels()
      const later = await openTunnel({ ssh: ssh.target, host, port }, { deadlineMs: 10_000 })
      later.release()
      expect(later.port).not.toBe(share.port)
    })
  })

  test('is reached again after the tunnel died', async () => {
    const reached = database(config())
    await reached.ping()
    await ssh.kill()
    await ssh.restart()
    let last: unknown = 'never answered'
    for (let attempt = 0; attempt < 5 && last !== null; attempt++) {
      last = await reached.ping().then(
        () => null,
        (error: unknown) => error,
      )
    }
    expect(last).toBeNull()
  })

  test('a wrong password is still a wrong password', async () => {
    expect(await problemOf(database(config(), 'wrong').ping())).toMatchObject({ code: 'connection.auth-failed' })
  })

  test('a closed port at the far end is told from one at the near end', async () => {
    const problem = await problemOf(database({ ...config(), port: await refusedPort() }).ping())
    expect(problem).toMatchObject({ code: 'connection.ssh-failed', retryable: true })
    expect(problem.title).toContain('nothing listens')
    expect(problem.detail).toContain('Connection refused')
  })
})

describe('certificates through a tunnel', () => {
  test.each(['postgres', 'mysql'] as const)('are looked at for the far server’s name (%s)', async (owner) => {
    const start = owner === 'postgres' ? startPostgres : startMariadb
    const named = await makeCertificates({ owner, names: ['DNS:localhost'] })
    const server: PrivateServer = await start({ tls: named })
    open.push({ close: () => server.stop() })
    const name = await server.createDatabase()
    const config: ServerConfig = {
      ...serverConfig(server, name),
      host: 'localhost',
      ssh: ssh.target,
      tls: { mode: 'verify-full', ca: named.ca, cert: null, key: null },
    }
    const good = database(config)
    expect(await good.ping()).toBeGreaterThan(0)
    const wrong = database({ ...config, host: '127.0.0.1' })
    expect(await problemOf(wrong.ping())).toMatchObject({ code: 'connection.tls-hostname-mismatch' })
    await Promise.all([good.close(), wrong.close()])
  })
})

describe('what goes wrong with ssh', () => {
  test('a far end that is proven speaks or is refused', async () => {
    const good = await tunnel(sharedServer('postgres15').port)
    await good.prove()
    expect(good.evidence).toContain(ssh.fingerprint)
    expect(good.evidence).toContain('publickey')
    good.release()
    const closed = await tunnel(await refusedPort())
    expect(await problemOf(closed.prove())).toMatchObject({ code: 'connection.ssh-failed' })
    closed.release()
  })

  test('an unknown host key is refused with its fingerprint', async () => {
    await ssh.know('none')
    const problem = await problemOf(tunnel(1))
    await ssh.know('its own')
    expect(problem).toMatchObject({ code: 'connection.ssh-host-key' })
    expect(problem.title).toContain('not known')
    expect(problem.detail).toContain(ssh.fingerprint)
    expect(problem.remedy.join(' ')).toContain(`ssh -p ${ssh.port} ${ssh.user}@127.0.0.1`)
  })

  test('a changed host key is refused in other words', async () => {
    await ssh.know('another')
    const problem = await problemOf(tunnel(1))
    await ssh.know('its own')
    expect(problem).toMatchObject({ code: 'connection.ssh-host-key' })
    expect(problem.title).toContain('changed')
    expect(problem.detail).toContain(ssh.fingerprint)
    expect(problem.remedy.join(' ')).toContain(`ssh-keygen -R '[127.0.0.1]:${ssh.port}'`)
  })

  test('a refused key says so', async () => {
    await ssh.letIn(false)
    const problem = await problemOf(tunnel(1))
    await ssh.letIn(true)
    expect(problem).toMatchObject({ code: 'connection.ssh-failed' })
    expect(problem.title).toContain('refused the SSH login')
    expect(problem.detail).toContain('publickey')
  })

  test('nobody at the SSH port, an unknown host, and a service that is not ssh each have their words', async () => {
    const nobody = await problemOf(tunnel(1, { ssh: `${ssh.user}@127.0.0.1:${await refusedPort()}` }))
    expect(nobody.title).toContain('Nothing listens for SSH')
    const unknown = await problemOf(tunnel(1, { ssh: 'someone@no-such-host.invalid' }))
    expect(unknown.title).toContain('is not known')
    const database = await problemOf(tunnel(1, { ssh: `${ssh.user}@127.0.0.1:${sharedServer('mariadb').port}`, deadlineMs: 3000 }))
    expect(database).toMatchObject({ code: 'connection.ssh-failed' })
  })

  test('a port that accepts and never answers ends at the deadline', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const began = Date.now()
    const problem = await problemOf(tunnel(1, { ssh: `a@127.0.0.1:${port}`, deadlineMs: 1000 }))
    expect(problem).toMatchObject({ code: 'connection.ssh-failed', retryable: true })
    expect(problem.title).toContain('did not answer in time')
    expect(Date.now() - began).toBeLessThan(2000)
    silent.close()
  })

  test('a server that forbids tunnels is told from one that cannot reach', async () => {
    const closed = await startSsh({ settings: ['AllowTcpForwarding no'] })
    process.env['PATH'] = `${closed.programs}:${path}`
    const { port } = sharedServer('postgres15')
    const share = await tunnel(port, { ssh: closed.target })
    const problem = await problemOf(share.prove())
    share.release()
    process.env['PATH'] = `${ssh.programs}:${path}`
    await closed.stop()
    expect(problem).toMatchObject({ code: 'connection.ssh-failed' })
    expect(problem.title).toContain('does not allow a tunnel')
  })

  test('a machine without ssh says what to install', async () => {
    process.env['PATH'] = '/nonexistent'
    const problem = await problemOf(tunnel(2))
    process.env['PATH'] = `${ssh.programs}:${path}`
    expect(problem).toMatchObject({ code: 'connection.ssh-failed' })
    expect(problem.title).toContain('not on this machine')
  })

  test('a caller who gives up waits no longer, and the tunnel serves the next one', async () => {
    const { port } = sharedServer('postgres15')
    const request = { ssh: ssh.target, host: '127.0.0.1', port }
    await expect(openTunnel(request, { deadlineMs: 10_000, signal: AbortSignal.timeout(1) })).rejects.toMatchObject({
      code: 'call.cancelled',
    })
    const share = await openTunnel(request, { deadlineMs: 10_000 })
    await share.prove()
    share.release()
  })
})

describe('the person’s own ssh configuration', () => {
  const own = (): string[] => [`IdentityFile ${ssh.key}`, 'IdentitiesOnly yes', 'IdentityAgent none']
  const reach = async (target: string): Promise<string> => {
    const share = await tunnel(sharedServer('mariadb').port, { ssh: target })
    await share.prove()
    share.release()
    return share.evidence
  }
  afterEach(() => ssh.configure(own()))

  test('gives a host its address, user and jump host', async () => {
    // One server is both hops: ssh refuses a host that jumps over itself, so the first goes by another name.
    const jump = `${ssh.user}@localhost:${ssh.port}`
    const far = ['Host far', 'HostName 127.0.0.1', `Port ${ssh.port}`, `User ${ssh.user}`, `ProxyJump ${jump}`]
    await ssh.configure([...own(), 'NoHostAuthenticationForLocalhost yes', ...far])
    expect(await reach('far')).toContain('publickey')
  })

  test('may leave the key to the agent', async () => {
    const socket = join(ssh.programs, 'agent')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
    onTestFinished(() => {
      agent.kill('SIGKILL')
      delete process.env['SSH_AUTH_SOCK']
    })
    await vi.waitFor(() => run('ssh-add', ['-q', ssh.key], { env: { ...process.env, SSH_AUTH_SOCK: socket } }))
    await ssh.configure(['IdentityFile none'])
    process.env['SSH_AUTH_SOCK'] = socket
    expect(await reach(ssh.target)).toContain('publickey')
    delete process.env['SSH_AUTH_SOCK']
    closeIdleTunnels()
    expect(await problemOf(tunnel(3))).toMatchObject({ title: expect.stringContaining('refused the SSH login') })
  })

  test('that names a key open to others, or says nothing ssh understands, is told', async () => {
    await chmod(ssh.key, 0o644)
    expect((await problemOf(tunnel(4))).title).toContain('Others on this machine can read the private key')
    await chmod(ssh.key, 0o600)
    await ssh.configure([...own(), 'NoSuchOptionAtAll yes'])
    expect((await problemOf(tunnel(5))).title).toContain('does not accept its own configuration')
  })

  test('cannot have a command run here, nor hand the tunnel to another ssh', async () => {
    const ran = join(ssh.programs, 'ran')
    const master = ['ControlMaster auto', `ControlPath ${join(ssh.programs, 'master')}`, 'ControlPersist yes']
    await ssh.configure([...own(), ...master, 'PermitLocalCommand yes', `LocalCommand touch ${ran}`])
    await reach(ssh.target)
    expect(await readdir(ssh.programs)).not.toContain('ran')
    expect(await readdir(ssh.programs)).not.toContain('master')
  })
})

test('what ssh could take for an option or a shell for a command is refused', () => {
  for (const text of [
    '-oProxyCommand=id',
    'user@-oProxyCommand=id',
    '-luser@host',
    'user@host;id',
    'us$(id)er@host',
    'user@`id`',
    'user@host name',
    'user@host\nProxyCommand id',
    'user@host:22:23',
    'user@host:0',
    'user@host:70000',
    'user@[::1',
    'user@[host]',
    'user@',
    '@host',
    '',
    "user@'host'",
    'user@host|id',
    'user@%h',
  ]) {
    expect(() => parseSshTarget(text), text).toThrow(expect.objectContaining({ code: 'connection.url-invalid' }))
  }
  expect(parseSshTarget('support@bastion.example:2222')).toMatchObject({ user: 'support', host: 'bastion.example', port: 2222 })
  expect(parseSshTarget('bastion')).toMatchObject({ user: null, host: 'bastion', port: null })
  expect(parseSshTarget('a@realm@[::1]:22')).toMatchObject({ user: 'a@realm', host: '::1', port: 22 })
})

test('whatever is written, nothing reaches ssh that it or a shell would take for more than a name', () => {
  const text = fastCheck.oneof(fastCheck.string(), fastCheck.string({ unit: fastCheck.constantFrom(...'ab1.-_@:[]%$;|&`\'"\\ \n/') }))
  fastCheck.assert(
    fastCheck.property(text, (written) => {
      try {
        const { user, host, port, words } = parseSshTarget(written)
        expect(host).toMatch(/^([A-Za-z0-9_][A-Za-z0-9_.-]*|[0-9a-fA-F:.]+)$/)
        if (user !== null) expect(user).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.+@-]*$/)
        if (port !== null) expect(port).toBeGreaterThan(0)
        expect(parseSshTarget(words)).toEqual({ user, host, port, words })
      } catch (error) {
        expect(error).toMatchObject({ code: 'connection.url-invalid' })
      }
    }),
    { numRuns: 2000 },
  )
})
