import { beforeAll, describe, expect, it } from 'vitest'
import type { GrantResult } from '../../src/contract/connection-access.ts'
import type { ConnectionName } from '../../src/contract/ids.ts'
import { freshName, type PrivateServer, startMariadb, startPostgres } from '../servers/index.ts'
import { connectToServer } from '../servers/known-server.ts'
import { provost } from './cli-process.ts'
import { afterwards, openTestConsole, type TestClient } from './connection-test-kit.ts'

const password = 'p4ssw0rd-planted'
const named = (name: string): ConnectionName => name as ConnectionName

interface Place {
  readonly title: string
  readonly start: () => Promise<PrivateServer>
  /** An account that may write in `lms`, in two ways. */
  readonly writer: (name: string) => string
  readonly rights: readonly RegExp[]
  readonly reader: (name: string) => string
}

const places: readonly Place[] = [
  {
    title: 'PostgreSQL 15',
    start: () => startPostgres(),
    writer: (name) =>
      `create role ${name} login password '${password}'; grant insert, delete on users to ${name}; create table ${name}_own (id int); alter table ${name}_own owner to ${name}`,
    rights: [/holds DELETE, INSERT on the table public\.users/, /owns the table/],
    reader: (name) => `create role ${name} login password '${password}'`,
  },
  {
    title: 'MariaDB',
    start: () => startMariadb(),
    writer: (name) =>
      `create user ${name}@'%' identified by '${password}'; grant insert on lms.users to ${name}@'%'; create role ${name}_role; grant delete on lms.* to ${name}_role; grant ${name}_role to ${name}@'%'`,
    rights: [/holds INSERT on lms\.users/, /holds DELETE on the database lms/],
    reader: (name) => `create user ${name}@'%' identified by '${password}'`,
  },
]

describe.each(places)('a limited role that was there before, on $title', ({ start, writer, reader, rights }) => {
  let server: PrivateServer
  let client: TestClient
  beforeAll(async () => {
    server = await start()
    afterwards(() => server.stop())
    await server.createDatabase('lms')
    await server.execute('lms', 'create table users (id int primary key)')
    client = (await openTestConsole()).client
    await client.connections.add({ name: 'admin', url: server.url('lms'), readWrite: true })
  })

  it('is looked at in the catalogue, and each right to write that it still holds is named', async () => {
    const role = freshName('writer')
    await server.execute('lms', writer(role))
    const result = await client.connections.grantReadonly({ name: named('admin'), role, confirm: role })
    expect(result.readOnly?.level, JSON.stringify(result, null, 1)).toBeLessThan(2)
    for (const right of rights) expect(result.warnings.join('\n')).toMatch(right)
    expect(result.warnings.join('\n')).not.toContain('This login')
    expect(result.checked.join()).toContain('catalogue')
    // Nothing was seen of a session of that role.
    expect(result.readOnly?.level).toBe(0)
    expect(result.readOnly?.reasons.join()).not.toMatch(/session|set to read-write/)
    expect(result.readOnly?.reasons.join()).toMatch(rights[0] ?? /never/)
  })

  it('is proven where it may only read', async () => {
    const role = freshName('reader')
    await server.execute('lms', reader(role))
    const result = await client.connections.grantReadonly({ name: named('admin'), role, confirm: role })
    expect(result.readOnly?.level, JSON.stringify(result, null, 1)).toBe(2)
  })

  it('ends the command with 1 while it may write, and with 0 when it may not', async () => {
    const { directory } = await openTestConsole()
    const environment = { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: 'open sesame' }
    const run = (...args: string[]) => provost(`${directory}/cli`, args, { environment })
    expect((await run('connection', 'add', 'admin', '--url', server.url('lms'), '--read-write')).exit).toBe(0)
    const [writing, reading] = [freshName('writer'), freshName('reader')]
    await server.execute('lms', writer(writing))
    await server.execute('lms', reader(reading))
    const wrong = await run('connection', 'grant-readonly', 'admin', '--role', writing, '--json')
    expect(wrong.exit, wrong.stdout).toBe(1)
    expect(wrong.json<GrantResult>().readOnly?.level).toBeLessThan(2)
    const right = await run('connection', 'grant-readonly', 'admin', '--role', reading, '--json')
    expect(right.exit, right.stdout).toBe(0)
  })
})

describe.each(places)('a role that kept connections log in as already, on $title', ({ title, start, reader }) => {
  let server: PrivateServer
  let client: TestClient
  const url = (role: string, database: string, secret = password) => server.url(database).replace(/\/\/[^@]+@/, `//${role}:${secret}@`)
  const works = async (name: string) => (await client.connections.query({ name: named(name), sql: 'select 1' })).rows.length === 1
  beforeAll(async () => {
    server = await start()
    afterwards(() => server.stop())
    for (const database of ['lms', 'archive']) {
      await server.createDatabase(database)
      await server.execute(database, 'create table users (id int primary key)')
    }
    client = (await openTestConsole()).client
    await client.connections.add({ name: 'admin', url: server.url('lms'), readWrite: true })
  })
  /** A role with a connection of its own to the archive. */
  const shared = async (secret = password) => {
    const role = freshName('shared')
    await server.execute('lms', reader(role))
    if (title === 'MariaDB') await server.execute('lms', `grant select on archive.* to ${role}@'%'`)
    await client.connections.add({ name: `${role}-archive`, url: url(role, 'archive', secret) })
    return { role, other: `${role}-archive` }
  }

  it('keeps its password where one of them works with it, and the new connection uses it too', async () => {
    const { role, other } = await shared()
    const asked = { name: named('admin'), role, connection: `${role}-lms`, confirm: role }
    const planned = await client.connections.grantReadonly({ ...asked, dryRun: true })
    expect(planned.warnings.join('\n')).toContain(`Others log in as this role already: ${other}.`)
    const result = await client.connections.grantReadonly(asked)
    expect(result).toMatchObject({ connection: `${role}-lms`, readOnly: { level: 2 } })
    expect(result.checked.join()).toContain(`the one that ${other} logs in with`)
    expect(result.statements.map(({ sql }) => sql).join()).not.toMatch(/PASSWORD|IDENTIFIED/)
    expect(await works(other)).toBe(true)
    expect(await works(`${role}-lms`)).toBe(true)
  })

  it('writes a password that was given for each of them that takes it', async () => {
    const { role, other } = await shared()
    const result = await client.connections.grantReadonly({ name: named('admin'), role, confirm: role, password: 'another-p4ssw0rd' })
    expect(result.warnings.join('\n')).toContain(`written for ${other} too`)
    expect(await works(other)).toBe(true)
    await expect(connectToServer({ ...server, user: role, password }).execute('lms', 'select 1')).rejects.toThrow()
  })

  it('writes the one it makes where none of theirs works', async () => {
    const { role, other } = await shared('of long ago')
    const result = await client.connections.grantReadonly({ name: named('admin'), role, connection: `${role}-lms`, confirm: role })
    expect(result.warnings.join('\n')).toContain(`written for ${other} too`)
    expect(await works(other)).toBe(true)
    expect(await works(`${role}-lms`)).toBe(true)
  })
})

describe('tables made later on PostgreSQL', () => {
  let server: PrivateServer
  let client: TestClient
  const as = (user: string, sql: string) => connectToServer({ ...server, user, password }).execute('lms', sql)
  beforeAll(async () => {
    server = await startPostgres()
    afterwards(() => server.stop())
    await server.createDatabase('lms')
    await server.execute(
      'lms',
      `create role migrator login password '${password}'; create role dba login createrole password '${password}'; create schema app;
       grant create, usage on schema app to migrator, dba; create table app.first (id int); grant usage on schema app to dba;
       alter table app.first owner to dba; grant create on database lms to dba`,
    )
    client = (await openTestConsole()).client
    await client.connections.add({ name: 'admin', url: server.url('lms'), readWrite: true })
    await client.connections.add({
      name: 'dba',
      url: `postgresql://dba:${password}@127.0.0.1:${server.port}/lms`,
      readWrite: true,
    })
  })

  it('by a role that owns nothing yet but may create can be read too', async () => {
    const result = await client.connections.grantReadonly({ name: named('admin'), role: 'later_ro', confirm: 'later_ro' })
    expect(result.warnings.join()).not.toContain('not covered')
    await as('migrator', 'create table app.later (id int); insert into app.later values (7)')
    await as('dba', 'create table app.later_still (id int)')
    expect((await client.connections.query({ name: named('later_ro'), sql: 'select id from app.later' })).rows).toEqual([[7]])
    expect((await client.connections.query({ name: named('later_ro'), sql: 'select id from app.later_still' })).rows).toEqual([])
  })

  it('by a role for which the granting login may not speak are told, with the statement that role can run', async () => {
    const { warnings } = await client.connections.grantReadonly({ name: named('dba'), role: 'preview', dryRun: true })
    expect(warnings.join('\n')).toMatch(
      /Tables that migrator makes later in app are not covered.+ALTER DEFAULT PRIVILEGES IN SCHEMA "app" GRANT SELECT/,
    )
    expect(warnings.join('\n')).not.toMatch(/Tables that dba makes later in app/)
  })
})
