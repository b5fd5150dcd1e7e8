import { describe, expect, it } from 'vitest'
import { type Tenant, type TenantFacts, tenant, tenantFacts } from '#contract/tenants.ts'
import { mapGroups, movedOnMap, placedGroups, scaleThatFits } from './fleet-map-layout.ts'
import { fleetSummary } from './fleet-summary.ts'
import { ordered, worstFirst } from './tenant-order.ts'
import type { TenantRow } from './tenant-row.ts'
import { filterWords, noFilters, passes, tenantViews } from './tenant-views.ts'

const at = '2026-11-20T14:32:00.000Z'
const row = (name: string, facts: Partial<TenantFacts> | null, more: Partial<Tenant> = {}): TenantRow => {
  const domain = `${name.toLowerCase()}.example`
  return {
    id: domain,
    tenant: tenant.parse({
      domain,
      name,
      status: 'APPROVED',
      database: 'd',
      connection: 'c',
      server: 'pg-east-1.fenmark.example:5432',
      environment: null,
      blueprint: 'aada',
      schemaVersion: '0005',
      groups: [],
      createdAt: at,
      approvedAt: null,
      approvedBy: null,
      ...more,
    }),
    facts:
      facts === null
        ? null
        : tenantFacts.parse({
            domain,
            health: 'healthy',
            checkedAt: at,
            ms: 1,
            server: null,
            adapter: 'aada',
            missing: [],
            schemaVersion: '0005',
            behind: 0,
            people: 10,
            students: 9,
            openWithdrawals: 1,
            bytes: 100,
            unindexedForeignKeys: [],
            problem: null,
            ...facts,
          }),
    pending: false,
  }
}
const names = (rows: readonly TenantRow[]): string[] => rows.map(({ tenant: { name } }) => name)

const healthy = row('Amberlea', {})
const failing = row('Kestrel', { health: 'failing' })
const behind = row('Calder', { health: 'degraded', behind: 2, people: null })
const silent = row('Redcairn', { health: 'no-answer', people: null, behind: null })
const unseen = row('Tarn', null)
const pending = row('Velmont', null, { status: 'PENDING_APPROVAL', connection: null, server: null })
const fleet = [healthy, failing, behind, silent, unseen, pending]

describe('the order of tenants', () => {
  it('begins with the worst; what waits and what was not looked at come before the healthy', () =>
    expect(names(ordered(fleet, worstFirst))).toEqual(['Kestrel', 'Redcairn', 'Calder', 'Velmont', 'Tarn', 'Amberlea']))

  it('puts what is not known last, whichever way it is sorted', () => {
    expect(names(ordered(fleet, { column: 'people', direction: 'desc' })).slice(2)).toEqual(['Calder', 'Redcairn', 'Tarn', 'Velmont'])
    expect(names(ordered(fleet, { column: 'people', direction: 'asc' })).slice(2)).toEqual(['Calder', 'Redcairn', 'Tarn', 'Velmont'])
  })
})

describe('the views', () => {
  it('are the built-in ones and the groups, the largest first', () => {
    const grouped = [row('A', {}, { groups: ['east', 'pilot'] }), row('B', {}, { groups: ['east'] })]
    expect(tenantViews(grouped).map(({ id }) => id)).toEqual(['all', 'attention', 'behind', 'group:east', 'group:pilot'])
  })

  it('count as attention whatever fails, does not answer, is degraded or waits for approval', () => {
    const attention = tenantViews(fleet).find(({ id }) => id === 'attention')
    expect(names(fleet.filter((one) => attention?.holds(one)))).toEqual(['Kestrel', 'Calder', 'Redcairn', 'Velmont'])
  })

  it('are narrowed by every word of the search', () => {
    expect(passes(healthy, { ...noFilters, search: 'amber pg-east' })).toBe(true)
    expect(passes(healthy, { ...noFilters, search: 'amber west' })).toBe(false)
    expect(filterWords({ search: ' x ', status: 'ARCHIVED', server: 'pg-east-1.fenmark.example:5432' })).toEqual([
      'status is Archived',
      'server is pg-east-1',
      'the text is “x”',
    ])
  })
})

describe('the summary', () => {
  it('says of how many each sum is', () => {
    const summary = fleetSummary(fleet)
    expect(summary.databases).toBe(5)
    expect(summary.lookedAt).toBe(4)
    expect(summary.health).toEqual({ healthy: 1, degraded: 1, failing: 1, 'no-answer': 1, 'not-watched': 0 })
    expect(summary.schema).toEqual({ current: 2, behind: 1, ahead: 0, known: 3 })
    expect(summary.people).toEqual({ value: 20, of: 2 })
  })
})

describe('the fleet map', () => {
  it('has one cell for each tenant, by server, with a place for those without one', () => {
    const groups = mapGroups(fleet)
    expect(groups.map(({ title, cells }) => [title, cells.length])).toEqual([
      ['pg-east-1', 5],
      ['none', 1],
    ])
    expect(groups[1]?.cells[0]?.state).toBe('none')
    expect(groups[0]?.cells.map(({ state }) => state)).toEqual(['healthy', 'degraded', 'failing', 'no-answer', 'waiting'])
  })

  it('gives every group the room of its label', () => {
    const { groups } = placedGroups(mapGroups(fleet), { pitch: 6, rows: 6 })
    expect(groups[0]?.width).toBeGreaterThanOrEqual('pg-east-1 5'.length * 5)
    expect(groups[1]?.x).toBeGreaterThan(groups[0]?.width ?? 0)
  })

  it('is as large as the room allows, higher where it is narrow, and says where it does not fit', () => {
    const cells = Array.from({ length: 42 }, (_, index) => ({ domain: `${index}`, name: `${index}`, state: 'healthy' as const }))
    const groups = [{ server: 'a', title: 'a', cells }]
    expect(scaleThatFits(groups, 200)).toEqual({ pitch: 12, rows: 3 })
    expect(scaleThatFits(groups, 100)?.rows).toBe(6)
    expect(scaleThatFits(groups, 41)?.rows).toBe(7)
    expect(scaleThatFits(groups, 20)).toBeNull()
  })

  it('is walked by arrows, from one server into the next and back', () => {
    const sizes = [8, 3]
    expect(movedOnMap('ArrowRight', [0, 1], sizes, 6)).toEqual([0, 7])
    expect(movedOnMap('ArrowRight', [0, 7], sizes, 6)).toEqual([1, 1])
    expect(movedOnMap('ArrowLeft', [1, 1], sizes, 6)).toEqual([0, 7])
    expect(movedOnMap('ArrowLeft', [1, 2], sizes, 6)).toEqual([0, 7])
    expect(movedOnMap('ArrowDown', [0, 5], sizes, 6)).toEqual([0, 5])
    expect(movedOnMap('End', [0, 0], sizes, 6)).toEqual([1, 2])
    expect(movedOnMap('x', [0, 0], sizes, 6)).toBeNull()
  })
})
