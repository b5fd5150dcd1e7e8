import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Database, engineOf } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { builtCli, provost } from '../integration/cli-process.ts'
import { openOptions, serverConfig } from '../integration/engines-kit.ts'
import { sharedServer, startSsh, type TestSsh } from '../servers/index.ts'

let ssh: TestSsh
let workspace: string
const path = process.env['PATH'] ?? ''
beforeAll(async () => {
  ssh = await startSsh()
  workspace = await mkdtemp(join(tmpdir(), 'pv-tunnel-'))
})
afterAll(async () => {
  process.env['PATH'] = path
  await ssh.stop()
  await rm(workspace, { recursive: true, force: true })
})

/** The running ssh clients of this test, by the configuration that only they read. */
const clients = async (): Promise<number[]> => {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const words = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    const [program = '', ...args] = words.split('\0')
    if (/(^|\/)ssh$/.test(program) && args.includes(join(ssh.programs, '..', 'ssh_config'))) found.push(Number(name))
  }
  return found
}

test.runIf(process.platform === 'linux')('killing Provost ends its tunnels', async () => {
  const { user, port, password } = sharedServer('postgres15')
  const environment = { PROVOST_VAULT: 'memory', PROVOST_WORKSPACE: workspace, PROVOST_PASSWORD: password, PATH: `${ssh.programs}:${path}` }
  const url = `postgresql://${user}@127.0.0.1:${port}/postgres`
  const added = await provost(workspace, ['connection', 'add', 'far', '--url', url, '--ssh', ssh.target, '--json'], { environment })
  expect(added).toMatchObject({ exit: 0 })
  expect(await clients()).toEqual([])
  const args = [builtCli, 'connection', 'query', 'far', '--sql', 'select pg_sleep(60)']
  const running = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: 'ignore' })
  await vi.waitFor(async () => expect(await clients()).toHaveLength(1), 30_000)
  running.kill('SIGKILL')
  await vi.waitFor(async () => expect(await clients()).toEqual([]), 15_000)
})

test.runIf(process.platform === 'linux')('a tunnel that is killed is started again by the next statement', async () => {
  process.env['PATH'] = `${ssh.programs}:${path}`
  const config = { ...serverConfig(sharedServer('postgres15'), 'postgres'), ssh: ssh.target }
  const database: Database = engineOf('postgres', { startChild: startNodeChild }).open(
    config,
    openOptions(sharedServer('postgres15').password),
  )
  const running = database.query('select pg_sleep(30)', { limit: 1 }).catch((error: unknown) => error)
  await vi.waitFor(async () => expect(await clients()).toHaveLength(1), 10_000)
  await new Promise((resolve) => setTimeout(resolve, 500))
  const before = await clients()
  for (const pid of before) process.kill(pid, 'SIGKILL')
  expect(await running).toMatchObject({ code: expect.stringMatching(/^connection\.(reset|ssh-failed)$/), retryable: true })
  expect(await database.ping()).toBeGreaterThan(0)
  const after = await clients()
  expect(after).toHaveLength(1)
  expect(after).not.toEqual(before)
  await database.close()
})
