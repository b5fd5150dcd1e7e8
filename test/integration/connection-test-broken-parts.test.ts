import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectionTest } from '../../src/contract/connection-test.ts'
import { freshName, type SharedServerName, sharedServer } from '../servers/index.ts'
import { type CommandResult, provost } from './cli-process.ts'
import { tryUrl } from './connection-test-kit.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pv-broken-parts-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const urlOf = (name: SharedServerName, database: string, password = true): string => {
  const { kind, user, port, password: secret } = sharedServer(name)
  return `${kind === 'postgres' ? 'postgresql' : 'mysql'}://${user}${password ? `:${secret}` : ''}@127.0.0.1:${port}/${database}`
}

const sampleOf = ({ ok, failure, stages }: ConnectionTest) => {
  expect(failure).toBeNull()
  expect(ok).toBe(true)
  return stages.find(({ stage }) => stage === 'sample')
}

describe('a test meets what cannot be read', () => {
  test.each<[SharedServerName, string]>([
    [
      'postgres15',
      "create function fails() returns int language plpgsql as $$ begin raise 'the far server is away'; end $$; create view broken as select 1 as a where fails() > 0",
    ],
    ['mariadb', 'create table gone (a int); create view broken as select a from gone; drop table gone'],
  ])('on %s: a view is left alone, and the connection works', async (name, setup) => {
    const { execute, createDatabase } = sharedServer(name)
    const database = await createDatabase()
    await execute(database, `${setup}; create table whole (id int); insert into whole values (1)`)
    const { test: tested } = await tryUrl(urlOf(name, database), { tls: { mode: 'disable' } })
    expect(sampleOf(tested)).toMatchObject({ status: 'ok', detail: expect.not.stringContaining('broken') })
  })

  test('on SQLite: a view is left alone, and the connection works', async () => {
    const path = join(folder, 'broken.db')
    const file = new Database(path)
    file.exec('create table whole (id int); insert into whole values (1); create view broken as select a from gone')
    file.close()
    expect(sampleOf((await tryUrl(path)).test)).toMatchObject({ status: 'ok', detail: expect.not.stringContaining('broken') })
  })

  test('a table that is broken in itself is named, and the connection works', async () => {
    const { execute, createDatabase } = sharedServer('mariadb')
    const database = await createDatabase()
    await execute(
      database,
      'create table part (id int) engine=myisam; create table broken (id int) engine=merge union=(part); drop table part; create table whole (id int); insert into whole values (1)',
    )
    const { test: tested } = await tryUrl(urlOf('mariadb', database), { tls: { mode: 'disable' } })
    const sample = sampleOf(tested)
    expect(sample?.status).toBe('warning')
    expect(sample?.detail).toMatch(/broken cannot be read: .+ whole 1\.$/)
  })
})

const environment = (passphrase: string): NodeJS.ProcessEnv => ({ PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: passphrase })

describe('a test whose vault gives no password', () => {
  let workspace: string
  const run = (passphrase: string, ...args: string[]): Promise<CommandResult> =>
    provost(workspace, args, { environment: environment(passphrase) })
  beforeAll(async () => {
    workspace = join(folder, freshName('vault'))
    const added = await run('right', 'connection', 'add', 'lms', '--url', urlOf('postgres15', 'postgres'), '--tls', 'disable', '--json')
    expect(added.exit, added.stdout).toBe(0)
  })

  test('fails before any stage with the vault’s own code', async () => {
    const wrong = await run('wrong', 'connection', 'test', 'lms', '--json')
    expect([wrong.exit, wrong.json<{ error: { code: string } }>().error.code]).toEqual([1, 'vault.passphrase-wrong'])
    const missing = await run('', 'connection', 'test', 'lms', '--json')
    expect([missing.exit, missing.json<{ error: { code: string } }>().error.code]).toEqual([2, 'vault.passphrase-missing'])
    expect((await run('right', 'connection', 'test', 'lms', '--json')).exit).toBe(0)
  })

  test('is a row of its own among many, with the contract’s code and the vault’s words', async () => {
    const all = await run('wrong', 'connection', 'test', '--all', '--json')
    expect(all.exit).toBe(1)
    const [row] = all.json<{ tests: ConnectionTest[] }>().tests
    expect(row?.failure).toMatchObject({ code: 'connection.no-password', stage: 'authenticate' })
    expect(row?.failure?.detail).toContain('passphrase')
    expect(row?.failure?.remedy.length).toBeGreaterThan(0)
  })
})

describe('a test whose password command does not end', () => {
  test('ends with its time to connect, and tells how to give the command more', async () => {
    const workspace = join(folder, freshName('command'))
    const run = (...args: string[]): Promise<CommandResult> => provost(workspace, args)
    const url = urlOf('postgres15', 'postgres', false)
    const added = await run('connection', 'add', 'slow', '--url', url, '--tls', 'disable', '--password-command', 'sleep 60', '--json')
    expect(added.exit, added.stdout).toBe(0)
    const tested = (await run('connection', 'test', 'slow', '--json')).json<ConnectionTest>()
    expect(tested.failure).toMatchObject({ code: 'connection.no-password', stage: 'authenticate' })
    // Its limit is what was left of the two seconds, whatever the machine's pace.
    expect(Number(/within ([\d.]+) s/.exec(tested.failure?.title ?? '')?.[1])).toBeLessThanOrEqual(2)
    expect(tested.failure?.remedy.join(' ')).toContain('provost connection change slow --connect-timeout 30000')
  })

  test('waits longer for it where the connection waits longer', async () => {
    const script = join(folder, 'slowly.sh')
    await writeFile(script, `#!/bin/sh\nsleep 3\nprintf '%s\\n' '${sharedServer('postgres15').password}'\n`)
    await chmod(script, 0o755)
    const workspace = join(folder, freshName('patient'))
    const url = urlOf('postgres15', 'postgres', false)
    const args = ['connection', 'add', 'slow', '--url', url, '--tls', 'disable', '--password-command', script, '--connect-timeout', '60000']
    expect((await provost(workspace, args)).exit).toBe(0)
    expect((await provost(workspace, ['connection', 'test', 'slow'])).exit).toBe(0)
  })
})
