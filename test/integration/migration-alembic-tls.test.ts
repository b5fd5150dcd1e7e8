import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alembicTool, readAlembicSource } from '../../src/main/capabilities/migrations/alembic/index.ts'
import { closeIdleTunnels, type EngineConfig } from '../../src/main/engines/index.ts'
import {
  makeCertificates,
  type PrivateServer,
  startMariadb,
  startPostgres,
  startSsh,
  type TestCertificates,
  type TestSsh,
} from '../servers/index.ts'
import { makeAlembicProject } from './alembic-kit.ts'
import { serverConfig, type TestDatabase } from './engines-kit.ts'
import { workOn } from './migration-work.ts'

/** Prints what the server says of its own session's encryption. */
const asking = (question: string) => [
  { revision: 'tls1', down: 'None', upgrade: `print("cipher", op.get_bind().execute(sa.text("${question}")).fetchone())` },
]

describe.each([
  ['postgres', startPostgres, 'select ssl, cipher from pg_stat_ssl where pid = pg_backend_pid()', /cipher \(True, '\w+/],
  ['mysql', startMariadb, "show status like 'Ssl_cipher'", /cipher \('Ssl_cipher', '\w+/],
] as const)('alembic on a server with TLS (%s)', (owner, start, question, answer) => {
  let server: PrivateServer
  let certificates: TestCertificates
  let strange: TestCertificates
  let ssh: TestSsh
  const path = process.env['PATH'] ?? ''
  beforeAll(async () => {
    ssh = await startSsh()
    process.env['PATH'] = `${ssh.programs}:${path}`
    certificates = await makeCertificates({ owner, names: ['IP:127.0.0.1'] })
    strange = await makeCertificates({ owner, names: ['IP:127.0.0.1'] })
    server = await start({ tls: certificates })
  })
  afterAll(async () => {
    process.env['PATH'] = path
    closeIdleTunnels()
    await server.stop()
    await ssh.stop()
  })

  const begin = async (tls: Exclude<EngineConfig, { engine: 'sqlite' }>['tls']) => {
    const config = { ...serverConfig(server, await server.createDatabase()), tls }
    const source = await readAlembicSource(await makeAlembicProject({ revisions: asking(question), url: 'sqlite://' }))
    const reopen: TestDatabase['reopen'] = () => {
      throw new Error('not needed')
    }
    // Our own session trusts what alembic is to judge by itself.
    const work = await workOn({ config: { ...config, tls: { ...tls, mode: 'require' } }, reopen }, source, server.password)
    return { ...work, config }
  }

  it.each(['require', 'verify-ca', 'verify-full'] as const)('encrypts as the connection asks: %s', async (mode) => {
    const work = await begin({ mode, ca: mode === 'require' ? null : certificates.ca, cert: null, key: null })
    expect(await alembicTool.apply(work, null)).toEqual(['tls1'])
    expect(work.logged.join('\n')).toMatch(answer)
  })

  it('trusts no certificate of another authority, and no pin it cannot check', async () => {
    const work = await begin({ mode: 'verify-full', ca: strange.ca, cert: null, key: null })
    await expect(alembicTool.apply(work, null)).rejects.toMatchObject({
      code: 'migration.tool-failed',
      detail: expect.stringMatching(/certificate/i),
    })
    const pinned = await begin({ mode: 'require', ca: null, cert: null, key: null, pin: null })
    const config = { ...pinned.config, tls: { ...pinned.config.tls, pin: 'AB:CD' } }
    await expect(alembicTool.apply({ ...pinned, config }, null)).rejects.toMatchObject({ title: expect.stringContaining('pinned') })
  })

  it('goes through the connection’s tunnel', async () => {
    const work = await begin({ mode: 'require', ca: null, cert: null, key: null })
    const config = { ...work.config, ssh: ssh.target }
    expect(await alembicTool.apply({ ...work, config }, null)).toEqual(['tls1'])
    expect(work.logged.join('\n')).toMatch(answer)
  })

  it('checks the far server’s name through a tunnel, or refuses where its driver cannot', async () => {
    const work = await begin({ mode: 'verify-full', ca: certificates.ca, cert: null, key: null })
    const config = { ...work.config, ssh: ssh.target }
    const applying = alembicTool.apply({ ...work, config }, null)
    if (owner === 'postgres') expect(await applying).toEqual(['tls1'])
    else await expect(applying).rejects.toMatchObject({ detail: expect.stringContaining('through a tunnel') })
  })
})
