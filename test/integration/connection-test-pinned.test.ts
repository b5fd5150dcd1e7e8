import { expect, it } from 'vitest'
import type { ConnectionTest } from '../../src/contract/connection-test.ts'
import { makeCertificates, startPostgres } from '../servers/index.ts'
import { afterwards, openTestConsole, type TestClient } from './connection-test-kit.ts'

const tested = async (client: TestClient, name: Parameters<TestClient['connections']['test']>[0]['name']): Promise<ConnectionTest> => {
  for await (const event of await client.connections.test({ name })) if (event.kind === 'done') return event.test
  throw new Error('The test ended without its result')
}

it('passes the TLS stage with the one certificate that the connection trusts, and with no other', async () => {
  const server = await startPostgres({ tls: await makeCertificates({ owner: 'postgres', names: ['DNS:elsewhere.example'] }) })
  afterwards(server.stop)
  const { client } = await openTestConsole()
  const { connection } = await client.connections.add({ name: 'pinned', url: server.url('postgres'), tls: { mode: 'verify-full' } })
  const { name } = connection
  const before = await tested(client, name)
  expect(before.failure?.code).toBe('connection.tls-untrusted')
  const fix = before.failure?.fixes.find(({ kind }) => kind === 'trust-certificate')
  if (fix?.kind !== 'trust-certificate') throw new Error('No fix is offered')

  await client.connections.trustCertificate({ name, sha256: fix.sha256 })
  const after = await tested(client, name)
  expect(after.failure).toBeNull()
  expect(after.stages.find(({ stage }) => stage === 'tls')?.detail).toContain('certificate that this connection trusts')

  await client.connections.trustCertificate({ name, sha256: 'AB'.repeat(32) })
  expect((await tested(client, name)).failure).toMatchObject({ code: 'connection.tls-untrusted', stage: 'tls' })
})
