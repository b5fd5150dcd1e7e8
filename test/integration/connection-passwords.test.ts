import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Console, type ConsoleOptions, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { sharedServer } from '../servers/index.ts'
import { provost } from './cli-process.ts'

let folder: string
const open: Console[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pv-passwords-'))
})
afterAll(async () => {
  for (const console of open) await console.close()
  await rm(folder, { recursive: true, force: true })
})

let counter = 0
const newConsole = (more: Partial<ConsoleOptions> = {}) => {
  const directory = join(folder, `workspace-${counter++}`)
  const console = openConsole({
    directory,
    environment: { PATH: process.env['PATH'], PROVOST_VAULT: 'memory' },
    startChild: startNodeChild,
    ...more,
  })
  open.push(console)
  return { directory, console, client: createRouterClient(console.router, { context: () => console.context(null, 'desktop') }) }
}
const script = async (name: string, lines: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${lines}\n`)
  await chmod(path, 0o755)
  return path
}
/** Everything a workspace has on its disk. */
const wordsOf = async (directory: string): Promise<string> => {
  const files = await readdir(directory, { recursive: true, withFileTypes: true })
  const contents = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1'))
  return (await Promise.all(contents)).join('\n')
}

describe.each(['postgres15', 'mariadb'] as const)('on %s', (name) => {
  const address = (): string => {
    const { user, host, port, kind } = sharedServer(name)
    return kind === 'postgres' ? `postgresql://${user}@${host}:${port}/postgres` : `mysql://${user}@${host}:${port}/mysql`
  }

  test('a connection that asks works once the password is given, for this run only', async () => {
    const { client, directory } = newConsole()
    const { connection } = await client.connections.add({ name: 'asking', url: address(), askPassword: true })
    expect(connection).toMatchObject({ passwordFrom: 'ask', passwordIn: null })
    expect(await client.connections.check({ name: 'asking' })).toMatchObject({
      state: 'failed',
      problem: { code: 'connection.no-password' },
    })
    await client.connections.givePassword({ name: 'asking', password: sharedServer(name).password })
    expect((await client.connections.check({ name: 'asking' })).state).toMatch(/ok|slow/)
    expect(await wordsOf(directory)).not.toContain(sharedServer(name).password)
    // Not having been told a password says nothing about the server.
    expect((await client.alerts.list({ open: true })).alerts).toEqual([])
  })

  test('a host that can ask is asked once for many sessions', async () => {
    const asked: string[] = []
    const { client } = newConsole({
      askPassword: async (connection) => {
        asked.push(connection)
        await new Promise((resolve) => setTimeout(resolve, 100))
        return sharedServer(name).password
      },
    })
    await client.connections.add({ name: 'asking', url: address(), askPassword: true })
    const sql = 'select 1'
    await Promise.all([...Array(6)].map(() => client.connections.query({ name: 'asking', sql })))
    expect(asked).toEqual(['asking'])
  })

  test('a command’s first line is the password; nothing of it is kept', async () => {
    const { password } = sharedServer(name)
    const command = await script(`print-${name}`, `echo run >> ${join(folder, `runs-${name}`)}\nprintf '%s\\nsecond line\\n' "$1"`)
    const { client, directory } = newConsole()
    await client.connections.add({
      name: 'commanded',
      url: address(),
      passwordCommand: [await script(`hidden-${name}`, `exec ${command} ${password}`)],
    })
    await Promise.all([...Array(5)].map(() => client.connections.query({ name: 'commanded', sql: 'select 1' })))
    expect((await readFile(join(folder, `runs-${name}`), 'utf8')).trim()).toBe('run')
    expect(await wordsOf(directory)).not.toContain(password)
  })

  test('the command line takes both', async () => {
    const workspace = join(folder, `cli-${name}`)
    const { password } = sharedServer(name)
    const command = await script(`cli-${name}.sh`, `echo ${password}`)
    const added = await provost(workspace, [
      'connection',
      'add',
      'a',
      '--url',
      address(),
      '--password-command',
      `'${command}' --of "the lms"`,
      '--json',
    ])
    expect(added.json()).toMatchObject({ connection: { passwordFrom: 'command', passwordCommand: [command, '--of', 'the lms'] } })
    expect((await provost(workspace, ['health', 'check', '--json'])).json()).toMatchObject({ ok: true })
    await provost(workspace, ['connection', 'add', 'b', '--url', address(), '--ask-password', '--json'])
    const without = await provost(workspace, ['health', 'check', '--connection', 'b', '--json'])
    expect(without).toMatchObject({ exit: 1 })
    expect(without.json()).toMatchObject({ connections: [{ problem: { code: 'connection.no-password' } }] })
    const environment = { PROVOST_PASSWORD: password }
    expect(await provost(workspace, ['health', 'check', '--connection', 'b', '--json'], { environment })).toMatchObject({ exit: 0 })
    const piped = await provost(workspace, ['connection', 'add', 'c', '--url', address(), '--password-command', 'echo a | cat', '--json'])
    expect(piped).toMatchObject({ exit: 2 })
  })
})

describe('a command that gives no password', () => {
  const failing = async (command: string[]) => {
    const { client, console } = newConsole()
    const url = `postgresql://x@127.0.0.1:${sharedServer('postgres15').port}/postgres`
    await client.connections.add({ name: 'c', url, passwordCommand: command })
    const health = await client.connections.check({ name: 'c' })
    await console.close()
    open.pop()
    return health.problem
  }

  test('is not there, fails, prints nothing: each is told, and never what it printed', async () => {
    expect(await failing(['no-such-program-of-anybody'])).toMatchObject({
      code: 'connection.no-password',
      title: expect.stringContaining('not on this machine'),
    })
    const failed = await failing([await script('fails', 'echo TOPSECRET; echo TOPSECRET >&2; exit 3')])
    expect(failed).toMatchObject({ code: 'connection.no-password', detail: 'Exit status 3.' })
    expect(JSON.stringify(failed)).not.toContain('TOPSECRET')
    expect(await failing([await script('silent', 'exit 0')])).toMatchObject({ title: expect.stringContaining('printed no password') })
    expect(await failing([await script('endless', 'exec yes')])).toMatchObject({ title: expect.stringContaining('far more') })
  })

  test('is ended after ten seconds', async () => {
    const began = Date.now()
    expect(await failing([await script('waits', 'sleep 60')])).toMatchObject({ title: expect.stringContaining('within 10 s') })
    expect(Date.now() - began).toBeLessThan(13_000)
  })

  test('sees nothing of Provost’s own secrets', async () => {
    const seen = join(folder, 'seen')
    const command = await script('environment', `env > ${seen}; echo x`)
    const { client } = newConsole({
      environment: {
        PATH: process.env['PATH'],
        PROVOST_VAULT: 'memory',
        PROVOST_VAULT_PASSPHRASE: 'TOPSECRET',
        PGPASSWORD: 'TOPSECRET',
        OWN: 'kept',
      },
    })
    await client.connections.add({
      name: 'c',
      url: `postgresql://x@127.0.0.1:${sharedServer('postgres15').port}/postgres`,
      passwordCommand: [command],
    })
    await client.connections.check({ name: 'c' })
    const environment = await readFile(seen, 'utf8')
    expect(environment).toContain('OWN=kept')
    expect(environment).not.toContain('TOPSECRET')
  })
})

test('a connection has one source of its password, and a file has none', async () => {
  const { client } = newConsole()
  const url = 'postgresql://x@127.0.0.1/y'
  const refused = { data: { code: 'connection.option-unsupported' } }
  await expect(client.connections.add({ name: 'a', url, password: 'p', askPassword: true })).rejects.toMatchObject(refused)
  await expect(client.connections.add({ name: 'a', url, askPassword: true, passwordCommand: ['x'] })).rejects.toMatchObject(refused)
  await expect(client.connections.add({ name: 'a', url: '/tmp/x.db', askPassword: true })).rejects.toMatchObject(refused)
  await expect(client.connections.add({ name: 'a', url: '/tmp/x.db', ssh: 'a@b' })).rejects.toMatchObject(refused)
  await expect(client.connections.add({ name: 'a', url, ssh: 'a@-oProxyCommand=id' })).rejects.toMatchObject({
    data: { code: 'connection.url-invalid' },
  })
})

test('a password older than its period warns, in show and in health, once as an alert', async () => {
  let today = new Date('2026-01-01T00:00:00.000Z')
  const { client } = newConsole({ clock: () => today })
  const server = sharedServer('postgres15')
  await client.connections.add({ name: 'old', url: server.url('postgres'), passwordRotationDays: 30 })
  expect((await client.connections.show({ name: 'old' })).warnings).toEqual([])
  today = new Date('2026-02-15T00:00:00.000Z')
  expect((await client.connections.show({ name: 'old' })).warnings.join()).toContain('45 days old')
  expect((await client.connections.check({ name: 'old' })).warnings?.join()).toContain('provost connection rotate old')
  await client.connections.check({ name: 'old' })
  expect((await client.alerts.list({ open: true })).alerts).toMatchObject([{ kind: 'warning', subject: 'connection:old' }])
})
