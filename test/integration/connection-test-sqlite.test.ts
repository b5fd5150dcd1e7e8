import { chmod, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionTest } from '../../src/contract/connection-test.ts'
import { apart, ordinary, provost } from './cli-process.ts'
import { afterwards, expectFailure, tryUrl } from './connection-test-kit.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-files-`))
  afterwards(() => rm(folder, { recursive: true, force: true }))
})

const make = (name: string, pragma = 'journal_mode = delete'): string => {
  const path = join(folder, name)
  const database = new Database(path)
  database.pragma(pragma)
  database.pragma('synchronous = off')
  database.exec('begin')
  database.exec('create table users (id integer primary key, email text); create table programs (id integer primary key, name text)')
  const insert = database.prepare('insert into users (email) values (?)')
  for (let i = 0; i < 2000; i++) insert.run(`person-${i}@lms.example`)
  database.exec('commit')
  database.close()
  return path
}

describe('the staged test of a SQLite file', () => {
  it('passes stage by stage, the network skipped', async () => {
    const { test } = await tryUrl(make('whole.db'))
    expect(test.failure).toBeNull()
    expect(test).toMatchObject({ ok: true, engine: 'sqlite', flavour: 'SQLite', readOnly: { level: 1 } })
    expect(test.stages.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
      'resolve skipped',
      'tcp skipped',
      'ssh skipped',
      'tls skipped',
      'authenticate ok',
      'database ok',
      'version ok',
      'read-only ok',
      'schema warning',
      'sample ok',
    ])
    expect(JSON.stringify(test)).not.toContain('person-1')
  })

  it('tells a file that is not there', async () => {
    const tried = await tryUrl(join(folder, 'nowhere.db'))
    expectFailure(tried, 'connection.file-missing', 'authenticate')
    expect(tried.test.failure?.driverCode).toBe('ENOENT')
  })

  it('tells a folder, a text and an encrypted file from a database', async () => {
    const text = join(folder, 'notes.db')
    await writeFile(text, 'These are my notes about the database of the school, and nothing else.')
    const encrypted = join(folder, 'encrypted.db')
    await writeFile(encrypted, Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251)))
    expectFailure(await tryUrl(folder), 'connection.file-not-a-database', 'authenticate')
    for (const path of [text, encrypted]) expectFailure(await tryUrl(path), 'connection.file-not-a-database', 'database')
  })

  it('warns of an empty file, which SQLite would open', async () => {
    const path = join(folder, 'empty.db')
    await writeFile(path, '')
    expectFailure(await tryUrl(path), 'connection.file-empty', 'authenticate')
  })

  it('tells a file that is cut short', async () => {
    const path = make('short.db')
    await truncate(path, 3 * 4096)
    expectFailure(await tryUrl(path), 'connection.file-corrupt', 'database')
  })

  it('tells a file that is damaged inside', async () => {
    const path = make('damaged.db')
    const bytes = await readFile(path)
    bytes.fill(0xa5, 4096, 4096 * 4)
    await writeFile(path, bytes)
    expectFailure(await tryUrl(path), 'connection.file-corrupt', 'database')
  })

  it('tells a file that another program holds', async () => {
    const path = make('held.db')
    const holder = new Database(path)
    holder.exec('begin exclusive')
    const tried = await tryUrl(path)
    holder.exec('rollback')
    holder.close()
    expect(tried.test.failure).toMatchObject({ code: 'connection.busy', stage: 'database', retryable: true })
    expect(tried.test.failure?.driverCode).toBe('SQLITE_BUSY')
  })
})

describe('the staged test as an ordinary user', () => {
  const run = async (path: string) => {
    const workspace = await mkdtemp(join(folder, 'ws-'))
    await chmod(workspace, 0o777)
    const own = join(workspace, 'own')
    const result = await provost(own, ['connection', 'test', '--url', path, '--json'], {
      through: ordinary,
      environment: { HOME: workspace },
    })
    return { exit: result.exit, test: result.json<ConnectionTest>() }
  }
  beforeAll(() => chmod(folder, 0o755))

  it('tells a file that may not be read', async () => {
    const path = make('secret.db')
    await chmod(path, 0o000)
    const { exit, test } = await run(path)
    expect(exit).toBe(1)
    expect(test.failure).toMatchObject({ code: 'connection.file-permission', stage: 'authenticate', driverCode: 'EACCES' })
  })

  it('tells a folder that may not be entered', async () => {
    await mkdir(join(folder, 'closed'))
    const path = make('closed/inner.db')
    await chmod(join(folder, 'closed'), 0o000)
    const { test } = await run(path)
    await chmod(join(folder, 'closed'), 0o755)
    expect(test.failure).toMatchObject({ code: 'connection.file-permission', stage: 'authenticate' })
  })

  it('tells a WAL database in a folder that may not be written, which cannot even be read there', async () => {
    await mkdir(join(folder, 'wal'))
    const path = make('wal/tenant.db', 'journal_mode = wal')
    await chmod(path, 0o444)
    await chmod(join(folder, 'wal'), 0o555)
    const { test } = await run(path)
    await chmod(join(folder, 'wal'), 0o755)
    expect(test.failure).toMatchObject({ code: 'connection.file-permission', stage: 'database' })
    expect(test.failure?.remedy.join()).toContain('-wal')
  })

  it('proves a file that nobody here may write, at level 3', async () => {
    await mkdir(join(folder, 'sealed'))
    const path = make('sealed/tenant.db')
    await chmod(path, 0o444)
    await chmod(join(folder, 'sealed'), 0o555)
    const { exit, test } = await run(path)
    await chmod(join(folder, 'sealed'), 0o755)
    expect(test.failure).toBeNull()
    expect(exit).toBe(0)
    // Run by the file's own owner it is not sealed: the owner can undo it.
    expect(test.readOnly?.level).toBe(ordinary.length > 0 ? 3 : 1)
  })
})

describe('the staged test in a network of its own', () => {
  it('tells an address that the network does not reach', async () => {
    const workspace = await mkdtemp(join(folder, 'ws-'))
    const args = ['connection', 'test', '--url', 'postgresql://reader@192.0.2.7:5432/lms', '--json']
    const result = await provost(workspace, args, { through: apart })
    const test = result.json<ConnectionTest>()
    expect(result.exit).toBe(1)
    expect(test.failure).toMatchObject({ code: 'connection.unreachable', stage: 'tcp', actor: 'network' })
    expect(test.failure?.driverCode).toMatch(/^E(NETUNREACH|HOSTUNREACH)$/)
  })
})
