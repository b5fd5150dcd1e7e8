import { delimiter } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionName } from '../../src/contract/ids.ts'
import { makeCertificates, type PrivateServer, startPostgres, startSsh, type TestCertificates, type TestSsh } from '../servers/index.ts'
import { afterwards, expectFailure, openTestConsole, tryUrl } from './connection-test-kit.ts'

describe('the staged test through an SSH tunnel', () => {
  let [ssh, server] = [null, null] as unknown as [TestSsh, PrivateServer]
  let certificates: TestCertificates
  const path = process.env['PATH']
  const through = (url: string, more: Parameters<typeof tryUrl>[1] = {}) =>
    tryUrl(url, { ...more, ssh: ssh.target, pool: { connectTimeoutMs: 8000 } })

  beforeAll(async () => {
    certificates = await makeCertificates({ owner: 'postgres', names: ['DNS:db.lms.example', 'IP:127.0.0.1'] })
    ;[ssh, server] = await Promise.all([startSsh(), startPostgres({ tls: certificates })])
    afterwards(() => ssh.stop())
    afterwards(() => server.stop())
    process.env['PATH'] = `${ssh.programs}${delimiter}${path}`
  })
  afterAll(() => {
    process.env['PATH'] = path
  })

  it('passes, with the hop as a stage of its own and the far certificate checked by its own name', async () => {
    const { test } = await through(server.url('postgres'), { tls: { mode: 'verify-full', ca: certificates.ca } })
    expect(test.failure).toBeNull()
    expect(test.stages.slice(0, 5).map(({ stage, status }) => `${stage} ${status}`)).toEqual([
      'resolve skipped',
      'tcp skipped',
      'ssh ok',
      'tls warning',
      'authenticate ok',
    ])
    expect(test.stages[3]?.certificate).toMatchObject({ trusted: true })
  })

  it('tells a host key that is not known', async () => {
    await ssh.know('none')
    const tried = await through(server.url('postgres').replace(`:${server.port}`, ':5499'))
    await ssh.know('its own')
    expect(tried.test.failure).toMatchObject({ code: 'connection.ssh-host-key', stage: 'ssh' })
  })

  it('tells a key that is not let in', async () => {
    await ssh.letIn(false)
    const tried = await through(server.url('postgres').replace(`:${server.port}`, ':5498'))
    await ssh.letIn(true)
    expect(tried.test.failure).toMatchObject({ code: 'connection.ssh-failed', stage: 'ssh' })
  })

  it('tells a database that nobody answers for at the far end', async () => {
    const tried = await through(`postgresql://x:y@127.0.0.1:1/postgres`)
    expect(tried.test.failure).toMatchObject({ code: 'connection.ssh-failed', stage: 'ssh' })
  })

  it('tells a wrong password as it does without a tunnel', async () => {
    const tried = await through(`postgresql://${server.user}:wrong@127.0.0.1:${server.port}/postgres`)
    expect(tried.test.failure).toMatchObject({ code: 'connection.auth-failed', stage: 'authenticate' })
  })
})

describe('the staged test of a connection that trusts one certificate', () => {
  it('takes that one without its authority, and no other', async () => {
    const [one, other] = await Promise.all([
      makeCertificates({ owner: 'postgres', names: ['DNS:elsewhere.example'] }),
      makeCertificates({ owner: 'postgres', names: ['IP:127.0.0.1'] }),
    ])
    const [server, impostor] = await Promise.all([startPostgres({ tls: one }), startPostgres({ tls: other })])
    afterwards(() => server.stop())
    afterwards(() => impostor.stop())
    const { client } = await openTestConsole()
    const run = async (name: string) => {
      for await (const event of await client.connections.test({ name: name as ConnectionName })) if (event.kind === 'done') return event
      throw new Error('The test ended without its result')
    }
    const draft = { tls: { mode: 'verify-full' as const } }
    await client.connections.add({ name: 'one', url: server.url('postgres'), ...draft })
    await client.connections.add({ name: 'other', url: impostor.url('postgres'), ...draft })
    const before = await run('one')
    const [fix] = before.test.failure?.fixes ?? []
    const sha256 = fix?.kind === 'trust-certificate' ? fix.sha256 : ''
    await client.connections.trustCertificate({ name: 'one' as ConnectionName, sha256 })
    await client.connections.trustCertificate({ name: 'other' as ConnectionName, sha256 })
    expect((await run('one')).test.failure).toBeNull()
    const refused = await run('other')
    expectFailure({ ...refused, ms: 0 }, 'connection.tls-untrusted', 'tls')
    expect(refused.test.failure?.fixes).toEqual([])
  })
})
