import { renameSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { connectionName } from '../../src/contract/ids.ts'
import type { TestDatabase } from './engines-kit.ts'
import { sqlite } from './engines-kit.ts'
import { newTarget, openTestConsole, selecting, settled, type TestTarget, writeSource } from './migrations-kit.ts'

const first = 'create table notes (id integer not null primary key, body varchar(100));\n'
const files = {
  '0001_notes.up.sql': first,
  '0001_notes.down.sql': 'drop table notes;\n',
  '0002_tags.up.sql': 'create table tags (id integer not null primary key);\n',
  '0002_tags.down.sql': 'drop table tags;\n',
}
/** A database in which the first migration fails. */
const broken = { setup: 'create table tags (id integer)' }

const pathOf = ({ config }: TestDatabase): string => {
  if (config.engine !== 'sqlite') throw new Error('A file was asked for')
  return config.path
}

const fleetOf = async (console: ReturnType<typeof openTestConsole>, count: number, more: Parameters<typeof newTarget>[3] = {}) => {
  const fleet: TestTarget[] = []
  for (let index = 0; index < count; index += 1) fleet.push(await newTarget(console, sqlite, null, more))
  return fleet
}
const all = (fleet: readonly TestTarget[]) => selecting(...fleet.map(({ name }) => name))

describe('the canary of a run', () => {
  it('that cannot be reached lets nobody through, and is named with what to do', async () => {
    const console = openTestConsole()
    const { client } = console
    const source = writeSource(files)
    const fleet = await fleetOf(console, 4)
    const path = pathOf((fleet[0] as TestTarget).database)
    renameSync(path, `${path}.moved`)
    const halted = await settled(console, await client.migrations.apply({ targets: all(fleet), source, canary: 1 }))
    expect(halted.run).toMatchObject({ state: 'stopped', counts: { skipped: 1, pending: 3, done: 0 } })
    expect(halted.run.halted).toContain(`${fleet[0]?.name} of the canary could not be reached`)
    expect(halted.run.halted).toContain(`provost migrate resume ${halted.run.id}`)
    const still = await settled(console, await client.migrations.resume({ run: halted.run.id }))
    expect(still.run).toMatchObject({ state: 'stopped', counts: { skipped: 1, pending: 3, done: 0 } })
    // Left aside by choice, the next is the canary.
    const others = await settled(console, await client.migrations.resume({ run: halted.run.id, failed: false }))
    expect(others.run).toMatchObject({ state: 'failed', halted: null, counts: { skipped: 1, done: 3 } })
    renameSync(`${path}.moved`, path)
    const done = await settled(console, await client.migrations.resume({ run: halted.run.id }))
    expect(done.run).toMatchObject({ state: 'done', counts: { done: 4 } })
  })

  it('that had nothing to do is followed by the next, until so many were worked on as it should have', async () => {
    const console = openTestConsole()
    const { client } = console
    const source = writeSource(files)
    const current = await fleetOf(console, 3)
    await settled(console, await client.migrations.apply({ targets: all(current), source }))
    const [bad] = await fleetOf(console, 1, broken)
    const rest = await fleetOf(console, 3)
    const fleet = [...current, bad as TestTarget, ...rest]
    const halted = await settled(console, await client.migrations.apply({ targets: all(fleet), source, canary: 2, concurrency: 8 }))
    // Two of the current ones, then the third and the one that fails; the others are never met.
    expect(halted.run).toMatchObject({ state: 'stopped', halted: expect.stringContaining('canary') })
    expect(halted.targets.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'failed', 'pending', 'pending', 'pending'])
    const { lines } = await client.migrations.runLog({ run: halted.run.id, target: bad?.name ?? '', limit: 50 })
    expect(lines.map(({ text }) => text)).toContain('goes with the canary, which has not shown enough yet')
  })

  it('of a fleet that has nothing to do holds up nobody', async () => {
    const console = openTestConsole()
    const { client } = console
    const source = writeSource(files)
    const fleet = await fleetOf(console, 4)
    await settled(console, await client.migrations.apply({ targets: all(fleet), source, canary: 1 }))
    const again = await settled(console, await client.migrations.apply({ targets: all(fleet), source, canary: 1, wave: 2 }))
    expect(again.run).toMatchObject({ state: 'done', counts: { done: 4 } })
  })
})

describe('a run', () => {
  it('says how many failures there are and at how many it ends, also where it goes on without those that failed', async () => {
    const console = openTestConsole()
    const { client } = console
    const source = writeSource(files)
    const fleet = await fleetOf(console, 5, broken)
    const stopped = await settled(console, await client.migrations.apply({ targets: all(fleet), source, maxFailures: 2, concurrency: 1 }))
    expect(stopped.run.halted).toBe('The stop rule: 2 failures, and the run ends at 2.')
    const further = await settled(console, await client.migrations.resume({ run: stopped.run.id, failed: false }))
    expect(further.run.halted).toBe('The stop rule: 3 failures, and the run ends at 2.')
    expect(further.run.counts).toMatchObject({ failed: 3, pending: 2 })
  })

  it('whose console died when all was done is ended by a resume, and its notice goes', async () => {
    const before = openTestConsole()
    const source = writeSource(files)
    const [one] = await fleetOf(before, 1)
    const { run } = await settled(before, await before.client.migrations.apply({ targets: (one as TestTarget).targets, source }))
    await before.console.close()
    const state = new Database(join(before.directory, 'state.db'))
    state.prepare(`update fleet_runs set state = 'running', finished_at = null where id = ?`).run(run.id)
    // A start of this very process number that was never ours: its console is gone.
    const owner = `${hostname()}:${process.pid}:1`
    state.prepare(`update jobs set state = 'running', finished_at = null, owner = ? where id = ?`).run(owner, run.job)
    state.close()
    const after = openTestConsole(before.directory)
    const noticed = async () => (await after.client.workspace.session()).notices.filter(({ code }) => code === 'job.interrupted')
    expect((await after.client.migrations.run({ run: run.id })).run).toMatchObject({
      state: 'interrupted',
      counts: { done: 1, pending: 0 },
    })
    expect(await noticed()).toHaveLength(1)
    const ended = await settled(after, await after.client.migrations.resume({ run: run.id }))
    expect(ended.run).toMatchObject({ state: 'done', halted: null })
    expect(ended.targets[0]).toMatchObject({ status: 'done', applied: ['0001', '0002'] })
    expect(await noticed()).toEqual([])
    await after.console.close()
    const later = openTestConsole(before.directory)
    expect((await later.client.workspace.session()).notices.filter(({ code }) => code === 'job.interrupted')).toEqual([])
    await expect(later.client.migrations.resume({ run: run.id })).rejects.toMatchObject({ data: { code: 'run.ended' } })
  })

  it('names in the ledgers and in the audit log whoever went on with it', async () => {
    const console = openTestConsole()
    const { client } = console
    const source = writeSource(files)
    await client.operators.add({ name: 'bob', roles: ['dba'] })
    const bob = createRouterClient(console.console.router, { context: () => console.console.context('bob', 'command-line') })
    const [bad] = await fleetOf(console, 1, broken)
    const [good] = await fleetOf(console, 1)
    const stopped = await settled(
      console,
      await client.migrations.apply({ targets: all([bad as TestTarget, good as TestTarget]), source, canary: 1 }),
    )
    await settled(console, await bob.migrations.resume({ run: stopped.run.id, failed: false }))
    const { rows } = await client.migrations.history({
      target: { kind: 'connection', connection: connectionName.parse(good?.name) },
    })
    expect(rows.map(({ appliedBy }) => appliedBy)).toEqual(['bob', 'bob'])
    const { entries } = await client.audit.list({ action: 'migration.apply-ended' })
    expect(entries.map(({ operator }) => operator)).toEqual(['bob', stopped.run.operator])
    const { jobs } = await client.jobs.list({})
    expect(jobs[0]?.operator).toBe('bob')
  })
})
