import { describe, expect, it } from 'vitest'
import type { Connection } from '#contract/connections.ts'
import type { TargetStatus } from '#contract/migrations.ts'
import type { Tenant } from '#contract/tenants.ts'
import { expectedTargets, nothingToDraw, ordered, stateCounts, statusRows, worstFirst } from './status-rows.ts'
import { everyTenant, readTargets } from './targets-text.ts'

const tenant = (domain: string, change: Partial<Tenant> = {}): Tenant => ({
  domain: domain as Tenant['domain'],
  name: domain,
  status: 'APPROVED',
  database: 'x',
  connection: domain.split('.')[0] as Tenant['connection'],
  server: 'pg:5432',
  environment: 'production',
  blueprint: 'aada',
  schemaVersion: null,
  groups: [],
  createdAt: '2026-11-20T00:00:00.000Z',
  approvedAt: null,
  approvedBy: null,
  ...change,
})

const status = (domain: string, state: TargetStatus['state'], pending: readonly string[] = []): TargetStatus => ({
  target: domain,
  reference: { kind: 'tenant', domain: domain as never },
  name: domain,
  server: 'pg:5432',
  engine: 'postgres',
  tool: 'provost',
  applied: [],
  pending: [...pending],
  heads: [],
  state,
  problems: [],
})

const known = {
  tenants: [
    tenant('a.example', { groups: ['pilot'] }),
    tenant('b.example', { status: 'SUSPENDED' }),
    tenant('c.example', { connection: null, status: 'PENDING_APPROVAL' }),
  ],
  // Only what is read of a connection.
  connections: [{ name: 'reports', engine: 'postgres', address: 'pg-2:5432', environment: 'staging', external: true } as Connection],
}

describe('the targets that are expected', () => {
  it('are tenants that have a database, those of a group, and connections by name', () => {
    expect(expectedTargets(everyTenant, known).map(({ id }) => id)).toEqual(['a.example', 'b.example'])
    expect(expectedTargets(readTargets('group:pilot,connection:reports/db'), known).map(({ id }) => id)).toEqual([
      'a.example',
      'reports/db',
    ])
  })

  it('say why runs pass them over', () => {
    const all = expectedTargets(readTargets('tenant:a.example,tenant:b.example,connection:reports'), known)
    expect(all.map(({ outOfService }) => outOfService)).toEqual([null, 'suspended', 'external'])
  })
})

describe('the rows', () => {
  const expected = expectedTargets(everyTenant, known)

  it('stand before their answers, take them in, and are let go where a whole answer leaves them out', () => {
    const answers = new Map([['a.example', status('a.example', 'behind', ['0002'])]])
    expect(statusRows(expected, answers, true, false).map(({ status: one, asked }) => [one?.state, asked])).toEqual([
      ['behind', false],
      [undefined, true],
    ])
    expect(statusRows(expected, answers, false, true).map(({ id }) => id)).toEqual(['a.example'])
  })

  it('take in what answers unexpected', () => {
    const answers = new Map([['z.example', status('z.example', 'current')]])
    expect(statusRows(expected, answers, false, true).map(({ id }) => id)).toEqual(['z.example'])
  })

  it('begin with the worst, the furthest behind before others, equal ones by name', () => {
    const answers = new Map(
      [
        status('d', 'current'),
        status('c', 'behind', ['1']),
        status('b', 'behind', ['1', '2']),
        status('e', 'failed'),
        status('a', 'behind', ['1']),
      ].map((one) => [one.target, one]),
    )
    expect(ordered(statusRows([], answers, false, true), worstFirst).map(({ id }) => id)).toEqual(['e', 'b', 'a', 'c', 'd'])
    expect(stateCounts(statusRows([], answers, false, true))).toMatchObject({ answered: 5, byState: { behind: 3, failed: 1, current: 1 } })
  })
})

describe('the drawing of versions', () => {
  const rowsOf = (...statuses: readonly TargetStatus[]) => statusRows([], new Map(statuses.map((one) => [one.target, one])), false, true)

  it('says that nothing answered only where nothing did', () => {
    expect(nothingToDraw(statusRows(expectedTargets(everyTenant, known), new Map(), true, false))).toBe('nothing has answered yet')
    expect(nothingToDraw(rowsOf(status('a', 'unmanaged'), status('b', 'unmanaged')))).toBe('no schema that answered has a ledger')
    expect(nothingToDraw(rowsOf(status('a', 'unmanaged'), status('b', 'unreachable')))).toBe('no ledger could be read')
  })
})
