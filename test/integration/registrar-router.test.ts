import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { domain } from '../../src/contract/ids.ts'
import { type Console, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { clock } from './lms-kit.ts'

const target = { kind: 'tenant', domain: domain.parse('alder-valley.example') } as const
const problem = (code: string, more: Record<string, unknown> = {}) =>
  expect.objectContaining({ data: expect.objectContaining({ code, ...more }) })

describe('the registrar over the bridge, on the demo campus', () => {
  const directory = mkdtempSync(join(tmpdir(), 'provost-registrar-'))
  let console: Console
  const clientAs = (operator: string | null) =>
    createRouterClient(console.router, { context: () => console.context(operator, 'command-line') })
  let client: ReturnType<typeof clientAs>
  beforeAll(async () => {
    console = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild, clock })
    client = clientAs(null)
    await client.demo.create({ tenants: 40 })
    await client.operators.add({ name: 'Sam', roles: ['support'] })
  })
  afterAll(async () => {
    await console.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('gives each list as a page that fits the contract, with the mapping', async () => {
    for (const list of ['people', 'enrollments', 'withdrawals', 'refunds'] as const) {
      const page = await client.registrar[list]({ target, limit: 10 })
      expect([list, page.rows.length, page.mapping]).toEqual([list, 10, { adapter: 'aada', absent: [], missing: [] }])
      expect(page.next).not.toBeNull()
      const next = await client.registrar[list]({ target, limit: 10, after: page.next ?? '' })
      expect(next.rows[0]?.id).not.toBe(page.rows[0]?.id)
    }
  })

  it('writes one audit line an hour for a list that is read in bulk, and not one for each page', async () => {
    const before = (await client.audit.list({ action: 'registrar.read' })).total
    await client.registrar.people({ target, limit: 5 })
    await client.registrar.people({ target, limit: 5, search: 'a' })
    expect((await client.audit.list({ action: 'registrar.read' })).total).toBe(before)
    expect(before).toBe(4)
  })

  it('is closed to support', async () => {
    await expect(clientAs('Sam').registrar.people({ target })).rejects.toEqual(problem('access.denied'))
    await expect(clientAs('Sam').registrar.exportCsv({ target, list: 'people' })).rejects.toEqual(problem('access.denied'))
  })

  it('says what is missing where a schema is behind and has no withdrawals', async () => {
    const behind = (await client.tenants.list({})).tenants.find(({ schemaVersion }) => schemaVersion === '0003')
    if (behind === undefined) throw new Error('A fleet of forty has a tenant two versions behind.')
    const its = { kind: 'tenant', domain: behind.domain } as const
    await expect(client.registrar.withdrawals({ target: its })).rejects.toEqual(
      problem('lms.absent', { title: expect.stringContaining('no table for withdrawals'), detail: expect.stringContaining('withdrawals') }),
    )
    const { mapping } = await client.registrar.people({ target: its })
    expect(mapping.missing).toEqual(['withdrawals', 'refunds', 'scorm_data', 'xapi_statements'])
  })

  it('says that a tenant without a database has none', async () => {
    const pending = (await client.tenants.list({ status: 'PENDING_APPROVAL' })).tenants[0]
    if (pending === undefined) throw new Error('A fleet of forty has a tenant that waits.')
    await expect(client.registrar.people({ target: { kind: 'tenant', domain: pending.domain } })).rejects.toEqual(
      problem('tenant.database-invalid'),
    )
  })

  const exported = async (list: 'people' | 'enrollments' | 'withdrawals' | 'refunds', more: { status?: string; search?: string } = {}) => {
    const { job } = await client.registrar.exportCsv({ target, list, sort: [{ column: 'id', direction: 'asc' }], ...more })
    const settled = await console.jobs.settled(job)
    expect(settled).toMatchObject({ state: 'done', problem: null, unit: 'rows' })
    const text = readFileSync(console.jobs.fileOf(job).path, 'utf8')
    return { job: settled, lines: text.trimEnd().split('\r\n'), text }
  }

  it('exports every row of a list, amounts as decimals, dates as ISO, formulas disarmed', async () => {
    const { total } = await client.registrar.counts({ target, list: 'withdrawals' })
    const { lines, text, job } = await exported('withdrawals')
    expect(text.startsWith('\ufeffid,person_id,person,')).toBe(true)
    expect(lines).toHaveLength(total + 1)
    expect(job.done).toBe(total)
    expect(text).toMatch(/,\d{4}-\d{2}-\d{2},/)
    expect(text).not.toMatch(/\d{2}:\d{2}:\d{2}/)
    expect(text).not.toMatch(/,"?=SUM/)
    expect(text).toContain("'=SUM")
    const refunds = await exported('refunds')
    expect(refunds.lines[1]).toMatch(/,\d+\.\d{2},/)
  })

  it('exports what is filtered and nothing else, and audits it without the words searched for', async () => {
    const { lines } = await exported('withdrawals', { status: 'overdue', search: 'a' })
    const page = await client.registrar.withdrawals({ target, status: 'overdue', search: 'a', limit: 1000 })
    expect(lines).toHaveLength(page.rows.length + 1)
    const [entry] = (await client.audit.list({ action: 'registrar.export' })).entries
    expect(entry).toMatchObject({ target: 'alder-valley.example', detail: { list: 'withdrawals', status: 'overdue', searched: true } })
  })

  it('tells a wrong column or status of an export before a job begins', async () => {
    const before = (await client.jobs.list({})).jobs.length
    await expect(client.registrar.exportCsv({ target, list: 'people', sort: [{ column: 'x', direction: 'asc' }] })).rejects.toEqual(
      problem('column.unknown'),
    )
    await expect(client.registrar.exportCsv({ target, list: 'refunds', status: 'x' })).rejects.toEqual(problem('filter.invalid'))
    expect((await client.jobs.list({})).jobs.length).toBe(before)
  })
})
