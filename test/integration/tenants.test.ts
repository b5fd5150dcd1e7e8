import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectionName, domain } from '../../src/contract/ids.ts'
import type { TenantFacts } from '../../src/contract/tenants.ts'
import { type Console, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { freshName, type SharedServerName, sharedServer } from '../servers/index.ts'
import { clock, inserts, postgresBlueprint } from './lms-kit.ts'

const open: Console[] = []
const folders: string[] = []
const newConsole = () => {
  const directory = mkdtempSync(join(tmpdir(), 'provost-tenants-'))
  folders.push(directory)
  const opened = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild, clock })
  open.push(opened)
  return { directory, console: opened, client: createRouterClient(opened.router, { context: () => opened.context(null, 'command-line') }) }
}
afterAll(async () => {
  for (const each of open) await each.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const collect = async (stream: AsyncIterable<TenantFacts>): Promise<TenantFacts[]> => {
  const all: TenantFacts[] = []
  for await (const facts of stream) all.push(facts)
  return all.sort((one, other) => one.domain.localeCompare(other.domain))
}

/** A database on a server, filled by statements, and the connection to it. */
const connect = async (
  { client }: ReturnType<typeof newConsole>,
  server: SharedServerName,
  statements: string,
  name = freshName('c'),
): Promise<string> => {
  const found = sharedServer(server)
  const database = await found.createDatabase(freshName('tenant'))
  if (statements !== '') await found.execute(database, statements)
  await client.connections.add({ name, url: found.url(database), tls: { mode: 'disable' } })
  return name
}

const problem = (code: string, more: Record<string, unknown> = {}) =>
  expect.objectContaining({ data: expect.objectContaining({ code, ...more }) })

describe('the tenants of the demo campus', () => {
  const demo = newConsole()
  beforeAll(() => demo.client.demo.create({ tenants: 12 }))

  it('are listed, filtered by status and by group', async () => {
    const { tenants } = await demo.client.tenants.list({})
    expect(tenants).toHaveLength(12)
    expect((await demo.client.tenants.list({ status: 'PENDING_APPROVAL' })).tenants.length).toBeGreaterThan(0)
    const { groups } = await demo.client.tenants.groups()
    const east = groups.find(({ name }) => name === 'east')
    expect((await demo.client.tenants.list({ group: 'east' })).tenants.map((tenant) => tenant.domain).sort()).toEqual(east?.domains)
  })

  it('come with facts that a survey confirms', async () => {
    const kept = await collect(await demo.client.tenants.survey({ maxAgeMs: 3_600_000 }))
    const found = await collect(await demo.client.tenants.survey({}))
    const comparable = (all: TenantFacts[]) =>
      all.map(
        ({
          domain,
          health,
          adapter,
          missing,
          schemaVersion,
          behind,
          people,
          students,
          openWithdrawals,
          unindexedForeignKeys,
          bytes,
          server,
        }) => ({
          ...{
            domain,
            health,
            adapter,
            missing,
            schemaVersion,
            behind,
            people,
            students,
            openWithdrawals,
            unindexedForeignKeys,
            bytes,
            server,
          },
        }),
      )
    expect(comparable(found)).toEqual(comparable(kept))
    const larkspur = found.find((facts) => facts.domain === 'larkspur-ridge.example')
    expect(larkspur).toMatchObject({
      health: 'degraded',
      behind: 1,
      missing: ['scorm_data', 'xapi_statements'],
      unindexedForeignKeys: ['refunds.withdrawal_id'],
    })
    expect(new Set(found.map(({ health }) => health))).toEqual(new Set(['healthy', 'degraded', 'not-watched']))
  })

  it('agree with the registrar on the open withdrawals', async () => {
    const target = { kind: 'tenant', domain: domain.parse('alder-valley.example') } as const
    const { facts } = await demo.client.tenants.show({ domain: target.domain })
    expect((await demo.client.registrar.withdrawalSummary({ target })).open).toBe(facts?.openWithdrawals)
  })

  it('are grouped and let go of, each change one audit line', async () => {
    const domains = [domain.parse('kestrel-bay.example'), domain.parse('tarn-hollow.example')]
    expect(await demo.client.tenants.groupAdd({ group: 'spring', domains })).toEqual({ group: 'spring', domains })
    expect(await demo.client.tenants.groupRemove({ group: 'spring', domains: domains.slice(0, 1) })).toEqual({
      group: 'spring',
      domains: domains.slice(1),
    })
    await expect(demo.client.tenants.groupAdd({ group: '../x', domains })).rejects.toEqual(problem('tenant.group-invalid'))
    await expect(demo.client.tenants.groupAdd({ group: 'x', domains: [domain.parse('nobody.example')] })).rejects.toEqual(
      problem('tenant.unknown'),
    )
    await expect(demo.client.tenants.groupRemove({ group: 'nothing', domains: [] })).rejects.toEqual(problem('tenant.group-unknown'))
    const { entries } = await demo.client.audit.list({ limit: 2 })
    expect(entries.map(({ action, target }) => [action, target])).toEqual([
      ['tenant.group-remove', 'spring'],
      ['tenant.group-add', 'spring'],
    ])
  })

  it('end a survey that nobody listens to any more', async () => {
    const seen: string[] = []
    for await (const facts of await demo.client.tenants.survey({})) {
      seen.push(facts.domain)
      break
    }
    expect(seen).toHaveLength(1)
  })
})

describe('adopting a database', () => {
  const fresh = newConsole()
  let connection: string
  beforeAll(async () => {
    connection = await connect(fresh, 'postgres15', `${postgresBlueprint()}\n${inserts('"')}`)
  })
  const adopt = (more: Partial<Parameters<typeof fresh.client.tenants.adopt>[0]> = {}) =>
    fresh.client.tenants.adopt({ domain: 'northfield.example', connection: connectionName.parse(connection), ...more })

  it('refuses what is no domain, no connection, no blueprint, no database', async () => {
    await expect(adopt({ domain: 'north field' })).rejects.toEqual(problem('tenant.domain-invalid'))
    await expect(adopt({ connection: connectionName.parse('nobody') })).rejects.toEqual(problem('connection.unknown'))
    await expect(adopt({ blueprint: 'moodle' })).rejects.toEqual(problem('blueprint.unknown'))
    await expect(adopt({ database: 'not_there' })).rejects.toEqual(problem('connection.database-missing'))
    expect((await fresh.client.tenants.list({})).tenants).toEqual([])
  })

  it('recognises it, keeps what it found and audits it', async () => {
    const { tenant, facts } = await adopt({ domain: 'Northfield.example', name: 'Northfield University' })
    expect(tenant).toMatchObject({
      domain: 'northfield.example',
      name: 'Northfield University',
      status: 'APPROVED',
      blueprint: 'aada',
      schemaVersion: null,
    })
    expect(facts).toMatchObject({ health: 'healthy', adapter: 'aada', missing: [], server: expect.stringMatching(/^PostgreSQL 15/) })
    expect(facts.people).toBeGreaterThan(100)
    expect((await fresh.client.audit.list({ action: 'tenant.adopt' })).entries[0]).toMatchObject({ target: 'northfield.example' })
  })

  it('refuses the same domain, and the same database under another domain or through another connection', async () => {
    await expect(adopt()).rejects.toEqual(problem('tenant.exists'))
    await expect(adopt({ domain: 'other.example' })).rejects.toEqual(
      problem('tenant.database-taken', { title: expect.stringContaining('northfield.example') }),
    )
    const { connection: known } = await fresh.client.connections.show({ name: connectionName.parse(connection) })
    const server = sharedServer('postgres15')
    await fresh.client.connections.add({ name: 'again', url: server.url(known.database), tls: { mode: 'disable' } })
    await expect(adopt({ domain: 'other.example', connection: connectionName.parse('again') })).rejects.toEqual(
      problem('tenant.database-taken', { title: expect.stringContaining('northfield.example') }),
    )
  })

  it('takes a database of nothing known, which can be browsed and not read by the registrar', async () => {
    const other = await connect(fresh, 'postgres18', 'create table songs (id integer primary key, title text)')
    const { tenant, facts } = await adopt({ domain: 'music.example', connection: connectionName.parse(other) })
    expect(tenant.blueprint).toBeNull()
    expect(facts).toMatchObject({ health: 'not-watched', adapter: null, people: null })
    const target = { kind: 'tenant', domain: tenant.domain } as const
    await expect(fresh.client.registrar.people({ target })).rejects.toEqual(problem('lms.unrecognised'))
    expect((await fresh.client.tables.list({ target })).tables.map(({ name }) => name)).toEqual(['songs'])
  })

  it.each([
    [
      'alembic',
      `create table alembic_version (version_num varchar(32) primary key); insert into alembic_version values ('a1b2c3d4e5f6');`,
      'a1b2c3d4e5f6',
    ],
    [
      'prisma',
      `create table _prisma_migrations (id text, migration_name text, started_at timestamptz, finished_at timestamptz, rolled_back_at timestamptz);
       insert into _prisma_migrations values ('1', '20250101_init', '2025-01-01', '2025-01-01', null), ('2', '20250201_more', '2025-02-01', null, null);`,
      '20250101_init',
    ],
  ])('reads the version of the schema from the ledger of %s', async (tool, statements, version) => {
    const other = await connect(fresh, 'postgres18', `${postgresBlueprint()}\n${statements}`)
    const { tenant, facts } = await adopt({ domain: `${tool}.example`, connection: connectionName.parse(other) })
    expect(tenant.schemaVersion).toBe(version)
    expect(facts.behind).toBeNull()
  })
})

describe('a survey of tenants that fail', () => {
  it('says of each how it is, and why', async () => {
    const fresh = newConsole()
    const file = join(fresh.directory, 'gone.sqlite')
    writeFileSync(file, '')
    const connection = await connect(fresh, 'postgres18', `${postgresBlueprint()}\ndrop index idx_refunds_withdrawal_id;`)
    await fresh.client.tenants.adopt({ domain: 'unindexed.example', connection: connectionName.parse(connection) })
    await fresh.client.connections.add({ name: 'nobody', url: 'postgresql://someone:secret@127.0.0.1:1/nothing', tls: { mode: 'disable' } })
    fresh.console.state.write(() =>
      fresh.console.state.database.exec(`insert into tenants (domain, name, status, connection, "database", created_at) values
        ('silent.example', 'Silent', 'APPROVED', 'nobody', 'nothing', '2026-01-01T00:00:00.000Z'),
        ('pending.example', 'Pending', 'PENDING_APPROVAL', null, null, '2026-01-01T00:00:00.000Z')`),
    )
    const found = await collect(await fresh.client.tenants.survey({}))
    expect(found.map(({ domain, health }) => [domain, health])).toEqual([
      ['pending.example', 'not-watched'],
      ['silent.example', 'no-answer'],
      ['unindexed.example', 'degraded'],
    ])
    expect(found[1]?.problem).toMatchObject({ code: 'connection.refused' })
    expect(JSON.stringify(found)).not.toContain('secret')
    expect(found[2]).toMatchObject({ unindexedForeignKeys: ['refunds.withdrawal_id'] })
  })
})
