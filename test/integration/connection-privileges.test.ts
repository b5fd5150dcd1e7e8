import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AccessEntry } from '../../src/contract/connection-access.ts'
import type { ConnectionName } from '../../src/contract/ids.ts'
import { freshName, type PrivateServer, sharedServer, startMariadb, startPostgres } from '../servers/index.ts'
import { provost } from './cli-process.ts'
import { afterwards, openTestConsole, sqliteFile, type TestClient } from './connection-test-kit.ts'

const named = (name: string): ConnectionName => name as ConnectionName
const password = 'p4ssw0rd-planted'

const fails = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  // The contract's one declared error carries the problem.
  return (error as { data?: { code?: string } } | null)?.data?.code ?? String(error)
}

const entry = (entries: readonly AccessEntry[], who: string, scope: string): AccessEntry | undefined =>
  entries.find((each) => each.who === who && each.scope === scope)

interface Place {
  readonly title: string
  readonly start: () => Promise<PrivateServer>
  readonly schema: string
}

const places: Place[] = [
  {
    title: 'PostgreSQL 15',
    // What everyone may do is taken from them, so that one server serves one test.
    start: () => startPostgres({ settings: { log_statement: 'all', logging_collector: 'on', log_directory: 'log' } }),
    schema:
      'create table users (id int primary key, email text); create schema compliance; create table compliance.withdrawals (id int primary key)',
  },
  {
    title: 'MariaDB',
    start: () => startMariadb({ settings: { 'general-log': '1', 'general-log-file': 'general.log' } }),
    schema: 'create table users (id int primary key, email varchar(80)); create table withdrawals (id int primary key)',
  },
]

describe.each(places)('limited roles on $title', ({ start, schema }) => {
  let server: PrivateServer
  let client: TestClient
  let opened: Awaited<ReturnType<typeof openTestConsole>>
  const run = (sql: string) => server.execute('lms', sql)
  const postgres = () => server.kind === 'postgres'

  beforeAll(async () => {
    server = await start()
    afterwards(() => server.stop())
    await server.createDatabase('lms')
    await run(schema)
    opened = await openTestConsole()
    client = opened.client
    await client.connections.add({ name: 'admin', url: server.url('lms'), readWrite: true })
    await client.connections.add({ name: 'look', url: server.url('lms') })
  })

  it('shows the SQL of a dry run and changes nothing', async () => {
    const result = await client.connections.grantReadonly({ name: named('look'), role: 'preview', dryRun: true })
    expect(result).toMatchObject({ dryRun: true, readOnly: null, connection: null })
    const sql = result.statements.map((each) => each.sql).join('\n')
    expect(sql).toMatch(/CREATE (ROLE|USER)/)
    expect(sql).toMatch(/GRANT SELECT/)
    for (const { why } of result.statements) expect(why).not.toBe('')
    const found = await run(
      postgres() ? "select 1 from pg_roles where rolname = 'preview'" : "select 1 from mysql.user where user = 'preview'",
    )
    expect(found).toEqual([])
  })

  it('refuses through a read-only connection, and without the role’s name typed', async () => {
    expect(await fails(client.connections.grantReadonly({ name: named('look'), role: 'x', confirm: 'x' }))).toBe('connection.read-only')
    expect(await fails(client.connections.grantReadonly({ name: named('admin'), role: 'x' }))).toBe('confirmation.missing')
    expect(await fails(client.connections.grantReadonly({ name: named('admin'), role: 'x', confirm: 'y' }))).toBe('confirmation.wrong')
    expect(await fails(client.connections.grantReadonly({ name: named('admin'), role: server.user, confirm: server.user }))).toBe(
      'connection.role-unsuitable',
    )
  })

  it('makes a role that may read, also what is made later, and proves it by logging in as that role', async () => {
    const other = freshName('other')
    await run(postgres() ? `create role ${other} login password '${password}'` : `create user ${other}@'%' identified by '${password}'`)
    const result = await client.connections.grantReadonly({ name: named('admin'), role: 'lms_readonly', confirm: 'lms_readonly' })
    expect(result.readOnly?.level, JSON.stringify(result, null, 1)).toBe(2)
    expect(result.connection).toBe('lms_readonly')
    await run(
      postgres()
        ? 'create table compliance.later (id int); insert into compliance.later values (1)'
        : 'create table later (id int); insert into later values (1)',
    )
    const table = postgres() ? 'compliance.later' : 'later'
    const rows = await client.connections.query({ name: named('lms_readonly'), sql: `select count(*) from ${table}` })
    expect(rows.rows.map((row) => row.map(String))).toEqual([['1']])
    // The others keep what everyone lost.
    if (postgres()) {
      const [kept] = await run(
        `select has_database_privilege('${other}', 'lms', 'TEMPORARY') as temporary, has_database_privilege('lms_readonly', 'lms', 'TEMPORARY') as gone`,
      )
      expect(kept).toEqual({ temporary: true, gone: false })
    }
    const [test] = [await client.connections.test({ name: named('lms_readonly') })]
    for await (const event of test) if (event.kind === 'done') expect(event.test.readOnly?.level).toBe(2)
  })

  it('makes a role that may change rows and nothing else', async () => {
    const result = await client.connections.grantApplication({ name: named('admin'), role: 'lms_app', confirm: 'lms_app', password })
    expect(result).toMatchObject({ connection: null, readOnly: { level: 0 } })
    const login = { ...server, user: 'lms_app', password }
    const as = async (sql: string): Promise<string> => {
      const { connectToServer } = await import('../servers/known-server.ts')
      return connectToServer(login)
        .execute('lms', sql)
        .then(
          () => 'done',
          (error: unknown) => String((error as { code?: string }).code),
        )
    }
    expect(await as("insert into users values (1, 'a@lms.example')")).toBe('done')
    expect(await as("update users set email = 'b@lms.example'")).toBe('done')
    expect(await as('delete from users')).toBe('done')
    for (const sql of ['create table more (id int)', 'truncate table users', 'drop table users', 'alter table users add column more int'])
      expect(await as(sql), sql).toMatch(/^(42501|ER_TABLEACCESS_DENIED_ERROR)$/)
  })

  it('leaves the password of a role that is there alone, unless another is asked for', async () => {
    const result = await client.connections.grantReadonly({ name: named('admin'), role: 'lms_app', confirm: 'lms_app' })
    expect(result.connection).toBeNull()
    expect(result.warnings.join()).toContain('password was left alone')
    expect(JSON.stringify(result.statements)).not.toContain('set by Provost')
  })

  it('leaves nothing behind where it fails', async () => {
    const weak = freshName('weak')
    await run(
      postgres()
        ? `create role ${weak} login createrole password '${password}'`
        : `create user ${weak}@'%' identified by '${password}'; grant create user on *.* to ${weak}@'%'; grant select on mysql.* to ${weak}@'%'; grant select on lms.* to ${weak}@'%'`,
    )
    const scheme = postgres() ? 'postgresql' : 'mysql'
    await client.connections.add({ name: weak, url: `${scheme}://${weak}:${password}@127.0.0.1:${server.port}/lms`, readWrite: true })
    const code = await fails(client.connections.grantReadonly({ name: named(weak), role: 'orphan', confirm: 'orphan' }))
    expect(code).toMatch(/^connection\.(permission-denied|database-denied)$/)
    const found = await run(
      postgres() ? "select 1 from pg_roles where rolname = 'orphan'" : "select 1 from mysql.user where user = 'orphan'",
    )
    expect(found).toEqual([])
    expect((await client.connections.list()).connections.map(({ name }) => name)).not.toContain('orphan')
  })

  it('reviews who may do what, flagged', async () => {
    const review = await client.connections.privileges({ name: named('admin') })
    expect(review.readOnly.level).toBe(0)
    const flags = (who: string): string[] => review.entries.filter((each) => each.who === who).flatMap((each) => each.flags)
    const account = (name: string): string => (postgres() ? name : `${name}@%`)
    expect(flags(account(server.user))).toContain('superuser')
    expect(flags(account('lms_app'))).toContain('write')
    expect(flags(account('lms_readonly'))).not.toContain('write')
    expect(flags(account('lms_readonly'))).not.toContain('schema-change')
    expect(flags(account('lms_readonly'))).toContain('no-password-expiry')
    if (postgres()) {
      expect(entry(review.entries, 'lms_app', 'table')).toMatchObject({
        kind: 'account',
        canLogIn: true,
        privileges: ['DELETE', 'INSERT', 'SELECT', 'UPDATE'],
      })
      expect(flags(server.user)).toContain('ownership')
      const revoke = entry(review.entries, 'lms_app', 'table')?.revoke ?? ''
      await run(revoke)
      const after = await client.connections.privileges({ name: named('admin') })
      expect(entry(after.entries, 'lms_app', 'table')).toBeUndefined()
    }
    expect(JSON.stringify(review)).not.toMatch(/\*[0-9A-F]{40}|SCRAM-SHA-256\$/)
  })

  it('exports the review as text', async () => {
    const { text } = await client.connections.privileges({ name: named('admin'), format: 'csv' })
    expect(text?.split('\r\n')[0]).toBe('who,kind,can_log_in,scope,objects,privileges,flags,revoke')
    const json = await client.connections.privileges({ name: named('admin'), format: 'json' })
    expect(JSON.parse(json.text ?? '')).toMatchObject({ connection: 'admin', database: 'lms' })
  })

  it('tells a login that may see its own rights only', async () => {
    const review = await client.connections.privileges({ name: named('lms_readonly') })
    if (postgres()) expect(review.limits).toEqual([])
    else expect(review.limits.join()).toContain('own rights only')
    expect(review.readOnly.level).toBe(2)
  })

  it('never lets a password reach the server’s log', async () => {
    const given = 'clear-as-day-4711'
    await client.connections.grantReadonly({ name: named('admin'), role: 'logged', confirm: 'logged', password: given })
    const folder = postgres() ? join(server.directory, 'data', 'log') : join(server.directory, 'data')
    const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'))
    const texts = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')))
    expect(texts.join()).toContain('logged')
    expect(texts.join()).not.toContain(given)
  })

  it('writes each act into the audit log, without the password', async () => {
    const { entries } = await client.audit.list({})
    const acts = entries.filter((each) => each.action.startsWith('connection.grant'))
    expect(acts.map(({ outcome }) => outcome)).toContain('done')
    expect(acts.map(({ outcome }) => outcome)).toContain('refused')
    expect(JSON.stringify(entries)).not.toContain(password)
  })
})

describe('limited roles on SQLite', () => {
  it('says that a file has none, and reviews the file instead', async () => {
    const { client } = await openTestConsole()
    await client.connections.add({ name: 'file', url: await sqliteFile(), readWrite: true })
    expect(await fails(client.connections.grantReadonly({ name: named('file'), role: 'x', confirm: 'x' }))).toBe(
      'connection.option-unsupported',
    )
    expect(await fails(client.connections.rotate({ name: named('file') }))).toBe('connection.rotation-refused')
    const review = await client.connections.privileges({ name: named('file') })
    expect(review.entries[0]).toMatchObject({ kind: 'file', scope: 'file', flags: expect.arrayContaining(['write']) })
    expect(review.limits.join()).toContain('no accounts')
  })
})

describe('the command line', () => {
  it('tests, grants and reviews, with the shapes and the exit codes of the contract', async () => {
    const { directory } = await openTestConsole()
    const workspace = join(directory, 'cli')
    const server = sharedServer('postgres18')
    const database = await server.createDatabase()
    await server.execute(database, 'create table users (id int primary key)')
    const environment = { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: 'open sesame' }
    const run = (...args: string[]) => provost(workspace, args, { environment })
    const role = freshName('cli_ro')
    await run('connection', 'add', 'admin', '--url', server.url(database), '--read-write', '--json')
    await run('connection', 'add', 'dead', '--url', 'postgresql://x@127.0.0.1:1/x', '--json')

    const dead = await run('connection', 'test', 'dead', '--json')
    expect(dead.exit).toBe(1)
    expect(dead.json()).toMatchObject({
      ok: false,
      failure: { stage: 'tcp', code: 'connection.refused', driverCode: 'ECONNREFUSED' },
      readOnly: null,
      schema: null,
    })
    const all = await run('connection', 'test', '--all', '--json')
    expect(all.exit).toBe(1)
    expect(all.json()).toMatchObject({
      ok: false,
      tested: 2,
      failed: 1,
      tests: [
        { connection: 'admin', ok: true },
        { connection: 'dead', ok: false },
      ],
    })
    const granted = await run('connection', 'grant-readonly', 'admin', '--role', role, '--json')
    expect(granted.exit, granted.stdout + granted.stderr).toBe(0)
    expect(granted.json()).toMatchObject({ role, connection: role, readOnly: { level: 2 } })
    const tested = await run('connection', 'test', role, '--json')
    expect([tested.exit, tested.json<{ readOnly: { level: number } }>().readOnly.level]).toEqual([0, 2])
    const reviewed = await run('connection', 'privileges', role, '--json')
    expect(reviewed.json()).toMatchObject({ login: role, readOnly: { level: 2 } })
    const rotated = await run('connection', 'rotate', role, '--json')
    expect(rotated.exit, rotated.stdout).toBe(0)
    expect((await run('connection', 'query', role, '--sql', 'select 1', '--json')).exit).toBe(0)
    const wrong = await run('connection', 'test', '--json')
    expect(wrong.exit).toBe(2)
    const report = await run('connection', 'test', 'dead', '--report')
    expect(report.stdout).toContain('# Connection test: failed')
  }, 400_000)
})
