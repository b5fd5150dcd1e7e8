import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '#contract/connections.ts'
import type { Domain } from '#contract/ids.ts'
import { openState, type State } from '../../foundation/state/index.ts'
import { type ConnectionRecord, openConnectionBook, openTenantRegistry, type TenantRecord } from './index.ts'

let directory: string
let state: State
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pv-registry-'))
  state = openState(directory)
})
afterEach(async () => {
  state.close()
  await rm(directory, { recursive: true, force: true })
})

const recordOf = (name: string): ConnectionRecord => {
  const tls = { mode: 'verify-full' as const, ca: null, cert: null, key: null, pin: null }
  const pool = { size: 10, overflow: 20, prePing: true, recycleSeconds: 3600, connectTimeoutMs: 2000 }
  const connection: Connection = {
    name: name as Connection['name'],
    engine: 'postgres',
    environment: 'production',
    address: 'db.example:5432',
    host: 'db.example',
    port: 5432,
    user: 'lms_readonly',
    database: 'lms',
    url: 'postgresql://lms_readonly@db.example:5432/lms',
    readWrite: false,
    external: true,
    tls,
    ssh: null,
    passwordFrom: 'vault',
    passwordIn: 'file',
    passwordCommand: null,
    passwordChangedAt: null,
    passwordRotationDays: 90,
    pool,
    createdAt: '2026-11-20T10:00:00.000Z',
  }
  return {
    connection,
    config: { engine: 'postgres', host: 'db.example', port: 5432, user: 'lms_readonly', database: 'lms', tls },
    vaultKey: `connection:${name}`,
  }
}

const tenantOf = (domain: string, database: string | null): TenantRecord => ({
  domain: domain as Domain,
  name: domain.split('.')[0] ?? domain,
  status: database === null ? 'PENDING_APPROVAL' : 'APPROVED',
  database,
  connection: database === null ? null : recordOf('east').connection.name,
  blueprint: 'aada',
  schemaVersion: '0005',
  createdAt: '2026-11-20T10:00:00.000Z',
  approvedAt: null,
  approvedBy: null,
})

describe('the connection book', () => {
  it('gives back what was kept, every setting of it', () => {
    const book = openConnectionBook(state)
    book.add(recordOf('east'))
    expect(openConnectionBook(state).get('east')).toEqual(recordOf('east'))
  })

  it('refuses a second connection of the same name and keeps the first', () => {
    const book = openConnectionBook(state)
    book.add(recordOf('east'))
    expect(() => book.add({ ...recordOf('east'), vaultKey: 'other' })).toThrowError(expect.objectContaining({ code: 'connection.exists' }))
    expect(book.get('east').vaultKey).toBe('connection:east')
  })

  it('names the connections there are when one is asked for that is not', () => {
    const book = openConnectionBook(state)
    book.add(recordOf('east'))
    expect(() => book.get('west')).toThrowError(expect.objectContaining({ code: 'connection.unknown', detail: 'There are: east' }))
  })

  it('adds many or none', () => {
    const book = openConnectionBook(state)
    expect(() => book.addAll([recordOf('a'), recordOf('b'), recordOf('a')])).toThrowError()
    expect(book.list()).toEqual([])
  })
})

describe('the tenant registry', () => {
  it('tells where a tenant lives by its connection', () => {
    openConnectionBook(state).add(recordOf('east'))
    const tenants = openTenantRegistry(state)
    tenants.add(tenantOf('northfield.example', 'northfield_example'))
    expect(tenants.get('northfield.example')).toMatchObject({ server: 'db.example:5432', environment: 'production', groups: [] })
  })

  it('gives one database to one tenant, and says whose it is', () => {
    const tenants = openTenantRegistry(state)
    tenants.add(tenantOf('a.example', 'shared'))
    expect(() => tenants.add(tenantOf('b.example', 'shared'))).toThrowError(
      expect.objectContaining({ code: 'tenant.database-taken', title: expect.stringContaining('a.example') }),
    )
    expect(() => tenants.add(tenantOf('a.example', 'shared'))).toThrowError(expect.objectContaining({ code: 'tenant.exists' }))
  })

  it('lets several tenants wait without a database', () => {
    const tenants = openTenantRegistry(state)
    tenants.addAll([tenantOf('a.example', null), tenantOf('b.example', null)])
    expect(tenants.list({ status: 'PENDING_APPROVAL' })).toHaveLength(2)
  })

  it('keeps groups, filters by them, and knows nothing of tenants that do not exist', () => {
    const tenants = openTenantRegistry(state)
    tenants.addAll([tenantOf('a.example', 'a'), tenantOf('b.example', 'b')])
    expect(tenants.addToGroup('east', ['a.example' as Domain, 'b.example' as Domain])).toEqual(['a.example', 'b.example'])
    expect(tenants.removeFromGroup('east', ['a.example' as Domain])).toEqual(['b.example'])
    expect(tenants.list({ group: 'east' }).map(({ domain }) => domain)).toEqual(['b.example'])
    expect(() => tenants.addToGroup('east', ['c.example' as Domain])).toThrowError(expect.objectContaining({ code: 'tenant.unknown' }))
    expect(() => tenants.removeFromGroup('west', [])).toThrowError(expect.objectContaining({ code: 'tenant.group-unknown' }))
  })
})
