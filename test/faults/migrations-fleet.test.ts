import { expect, test } from 'vitest'
import { mariadb, postgres15, sqlite } from '../integration/engines-kit.ts'
import { selecting, writeSource } from '../integration/migrations-kit.ts'
import { countingFiles, expectOnce, follow, groundOf, makeFleet, migrateInChild, openFaultConsole, resumeAll } from './migrations-kit.ts'

test('with one of a hundred seeded to fail, and more in a row, no more fail after the stop rule than work at once', async () => {
  const concurrency = 4
  const files = { '0001_begin.up.sql': 'create table counter (n integer not null);' }
  for (const [count, seeded] of [
    [200, [40, 140]],
    [60, [10, 11, 12, 13, 14, 15, 16, 17]],
  ] as const) {
    // The table is there already, under no ledger.
    const setup = (index: number) => ((seeded as readonly number[]).includes(index) ? 'create table counter (other integer)' : undefined)
    const fleet = await makeFleet(groundOf(sqlite), count, files, setup)
    const console = openFaultConsole(fleet.directory, null)
    const asked = { targets: selecting(...fleet.names), source: fleet.source, concurrency, maxFailures: 1 }
    const { run } = await follow(console, () => console.client.migrations.apply(asked))
    expect(run).toMatchObject({ state: 'stopped', halted: expect.stringContaining('stop rule') })
    expect(run.counts.failed).toBeGreaterThanOrEqual(1)
    expect(run.counts.failed - 1).toBeLessThanOrEqual(concurrency)
    expect(run.counts.pending).toBeGreaterThan(count / 2)
    await console.close()
  }
})

test.each([mariadb, postgres15, sqlite])('$title: a file that fails in its middle goes on there once it is mended', async (engine) => {
  const outside = engine.kind === 'mysql' ? '' : '-- provost: no-transaction\n'
  const text = (broken: string): string =>
    `${outside}create table events (what varchar(40)); insert into events values ('before'); ${broken} insert into events values ('after');`
  const fleet = await makeFleet(groundOf(engine), 3, { '0001_half.up.sql': text(`insert into nowhere values (1);`) })
  const console = openFaultConsole(fleet.directory, fleet.ground.password)
  const broken = await follow(console, () => console.client.migrations.apply({ targets: selecting(...fleet.names), source: fleet.source }))
  expect(broken.run).toMatchObject({ state: 'failed', counts: { failed: 3 } })
  expect(broken.targets[0]?.error).toMatchObject({ code: 'migration.failed', detail: expect.stringContaining('statement 3 of 4') })
  writeSource({ '0001_half.up.sql': text('') }, fleet.source)
  const mended = await follow(console, () => console.client.migrations.apply({ targets: selecting(...fleet.names), source: fleet.source }))
  expect(mended.run.state).toBe('done')
  for (const { ask } of fleet.plots) {
    expect((await ask('select what from events order by what')).map(({ what }) => what)).toEqual(['after', 'before'])
  }
})

test('two consoles that resume the same run: one does, the other is told that it is being worked on', async () => {
  const fleet = await makeFleet(groundOf(postgres15), 3)
  const child = migrateInChild(fleet, { killAt: 25 })
  const id = (await child.line(/^run /)).slice(4)
  await child.ended
  const [one, other] = [openFaultConsole(fleet.directory, fleet.ground.password), openFaultConsole(fleet.directory, fleet.ground.password)]
  const both = await Promise.allSettled([one, other].map(({ client }) => client.migrations.resume({ run: id, failed: true })))
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = both.find(({ status }) => status === 'rejected')
  expect(refused).toMatchObject({ reason: { data: { code: 'run.active' } } })
  for await (const _ of await other.client.migrations.watch({ run: id }));
  await one.close()
  await other.close()
  await resumeAll(fleet)
  await expectOnce(fleet)
})

test('two consoles that each begin a run over the same tenants apply each migration once', { timeout: 180_000 }, async () => {
  for (const engine of [postgres15, mariadb, sqlite]) {
    const fleet = await makeFleet(groundOf(engine), 3)
    const children = [migrateInChild(fleet), migrateInChild(fleet)]
    await Promise.all(children.map((child) => child.ended))
    await resumeAll(fleet)
    await expectOnce(fleet)
  }
})

test.runIf(process.platform !== 'win32')(
  'a workspace whose disk is full in the middle of a run loses nothing of what the tenants say',
  async () => {
    const fleet = await makeFleet(groundOf(postgres15), 8, { ...countingFiles('postgres'), '0000_wait.up.sql': 'select pg_sleep(0.3);' })
    // A limit on the size of any file stands for the full disk: the run begins, and soon nothing more of it can be written down.
    const child = migrateInChild(fleet, { shell: 'ulimit -f 300' })
    const id = (await child.line(/^run /)).slice(4)
    await child.ended
    const { client, close } = openFaultConsole(fleet.directory, fleet.ground.password)
    const { run } = await client.migrations.run({ run: id })
    expect(run.state).toBe('interrupted')
    await close()
    await resumeAll(fleet)
  },
)
