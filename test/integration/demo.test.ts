import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDemoCampus } from '../../src/main/capabilities/tenants/demo/index.ts'
import { openConnectionBook, openTenantRegistry } from '../../src/main/fleet/registry/index.ts'
import { openAuditLog } from '../../src/main/foundation/audit/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { openState, type State } from '../../src/main/foundation/state/index.ts'

const states: State[] = []
const newState = (): State => {
  const state = openState(mkdtempSync(join(tmpdir(), 'provost-demo-')))
  states.push(state)
  return state
}
const remove = (state: State): void => {
  state.close()
  rmSync(state.directory, { recursive: true, force: true })
}
afterEach(() => {
  for (const state of states.splice(0)) remove(state)
})

const clock = () => new Date(2026, 10, 20, 14, 32)
const create = (state: State, tenants = 4, more: { signal?: AbortSignal } = {}) =>
  createDemoCampus({ state, tenants, clock, startChild: startNodeChild, provostVersion: '0.1.0', ...more })

const open = (state: State, path: string): BetterSqlite3.Database =>
  new BetterSqlite3(join(state.directory, 'campuses', path), { readonly: true })
const contentHash = (database: BetterSqlite3.Database): string => {
  const hash = createHash('sha256')
  for (const name of database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
    .pluck()
    .all())
    for (const row of database.prepare(`select * from "${name}" order by 1`).raw().iterate()) hash.update(JSON.stringify(row))
  return hash.digest('hex')
}

describe('the demo campus', () => {
  /** One that is looked at and not changed, made once. */
  let whole: State
  let demo: Awaited<ReturnType<typeof create>>
  beforeAll(async () => {
    whole = openState(mkdtempSync(join(tmpdir(), 'provost-demo-')))
    demo = await create(whole)
  })
  afterAll(() => remove(whole))

  it('has four tenants with thousands of people, in a workspace marked as demo, and an intact audit log', () => {
    const state = whole
    expect(demo).toMatchObject({ tenants: 4, workspace: state.directory })
    expect(demo.people).toBeGreaterThan(3500)
    expect(state.demo).toBe(true)
    const tenants = openTenantRegistry(state).list()
    expect(tenants.map(({ schemaVersion }) => schemaVersion).sort()).toEqual(['0004', '0005', '0005', '0005'])
    expect(tenants.every(({ status, environment }) => status === 'APPROVED' && environment === 'development')).toBe(true)
    expect(
      openConnectionBook(state)
        .list()
        .every(({ connection }) => connection.readWrite && connection.engine === 'sqlite'),
    ).toBe(true)
    expect(openTenantRegistry(state).groups().length).toBeGreaterThan(2)
    expect(openAuditLog(state).verify()).toMatchObject({ ok: true })
    expect(
      openAuditLog(state)
        .list()
        .entries.every(({ detail }) => detail['demo'] === true),
    ).toBe(true)
  })

  it('is sound: foreign keys hold, and attendance runs into tens of thousands', () => {
    let attendance = 0
    for (const { config } of openConnectionBook(whole).list()) {
      if (config.engine !== 'sqlite') throw new Error('The demo is SQLite.')
      const database = new BetterSqlite3(config.path, { readonly: true })
      expect(database.pragma('foreign_key_check')).toEqual([])
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(database.prepare("select count(*) from users where email not like '%.example'").pluck().get()).toBe(0)
      attendance += Number(database.prepare('select count(*) from attendance').pluck().get())
      database.close()
    }
    expect(attendance).toBeGreaterThan(40_000)
  })

  it('holds the same data for the same day, and the same data some days later on other days', async () => {
    const [one, other] = [whole, newState()]
    await create(other)
    const file = 'east/alder_valley_example.sqlite'
    expect(contentHash(open(one, file))).toBe(contentHash(open(other, file)))
    const later = newState()
    await createDemoCampus({
      state: later,
      tenants: 4,
      clock: () => new Date(2026, 10, 27, 9),
      startChild: startNodeChild,
      provostVersion: '0.1.0',
    })
    const names = 'select full_name from users order by id'
    expect(open(later, file).prepare(names).pluck().all()).toEqual(open(one, file).prepare(names).pluck().all())
  })

  it('shows every status of a tenant and schemas one and two versions behind in a fleet', async () => {
    const state = newState()
    await create(state, 60)
    const tenants = openTenantRegistry(state).list()
    expect(tenants).toHaveLength(60)
    expect(new Set(tenants.map(({ status }) => status))).toEqual(new Set(['APPROVED', 'PENDING_APPROVAL', 'SUSPENDED', 'ARCHIVED']))
    expect(new Set(tenants.map(({ schemaVersion }) => schemaVersion))).toEqual(new Set(['0003', '0004', '0005', null]))
    expect(tenants.find(({ status }) => status === 'PENDING_APPROVAL')).toMatchObject({ database: null, connection: null })
  })

  it('is refused in a workspace that holds a connection of its own', async () => {
    const state = newState()
    const [record] = openConnectionBook(whole).list()
    if (record === undefined) throw new Error('The demo has connections.')
    openConnectionBook(state).add(record)
    await expect(create(state)).rejects.toMatchObject({ code: 'workspace.not-demo' })
    expect(state.demo).toBe(false)
    expect(existsSync(join(state.directory, 'campuses'))).toBe(false)
  })

  it('is refused where there is one already, saying where', async () => {
    await expect(create(whole)).rejects.toMatchObject({ code: 'workspace.demo-exists', detail: whole.directory })
  })

  it('never replaces a folder of campuses that somebody else made', async () => {
    const state = newState()
    mkdirSync(join(state.directory, 'campuses'))
    writeFileSync(join(state.directory, 'campuses', 'mine.txt'), 'mine')
    await expect(create(state)).rejects.toMatchObject({ code: 'workspace.not-demo' })
    expect(readdirSync(join(state.directory, 'campuses'))).toEqual(['mine.txt'])
  })

  it('replaces what a creation that was cut short left in place, and sweeps up its draft', async () => {
    const cut = newState()
    cpSync(join(whole.directory, 'campuses'), join(cut.directory, 'campuses'), { recursive: true })
    // No process has this number.
    mkdirSync(join(cut.directory, '.demo-4999999'))
    await create(cut)
    expect(openTenantRegistry(cut).list()).toHaveLength(4)
    expect(readdirSync(cut.directory).filter((name) => name.startsWith('.demo'))).toEqual([])
  })

  it('leaves nothing when cancelled, and can be made after that', async () => {
    const state = newState()
    const cancel = new AbortController()
    const creating = create(state, 60, { signal: cancel.signal })
    setTimeout(() => cancel.abort(), 150)
    await expect(creating).rejects.toMatchObject({ code: 'call.cancelled' })
    expect(readdirSync(state.directory).filter((name) => name.startsWith('.demo') || name === 'campuses')).toEqual([])
    expect(state.demo).toBe(false)
    await create(state)
    expect(state.demo).toBe(true)
  })
})
