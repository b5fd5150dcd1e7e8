import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ownTool } from '../../src/main/capabilities/migrations/own/index.ts'
import { readSource } from '../../src/main/capabilities/migrations/sources/read-source.ts'
import { makeAlembicProject } from './alembic-kit.ts'
import { everyEngine, mariadb, postgres15, sqlite, type TestEngine } from './engines-kit.ts'
import { workOn } from './migration-work.ts'
import { newTarget, openTestConsole, passwordOf, selecting, settled, statusOf, type TestTarget, writeSource } from './migrations-kit.ts'

/** Each makes a table, so that what was taken back can be seen. */
const numbered = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => index + 1).flatMap((number) => [
      [`000${number}_t${number}.up.sql`, `create table t${number} (id integer not null primary key);\n`],
      [`000${number}_t${number}.down.sql`, `drop table t${number};\n`],
    ]),
  )

const problem = (code: string) => expect.objectContaining({ data: expect.objectContaining({ code }) })

describe.each(everyEngine)('a rollback on $title', (engine) => {
  const console = openTestConsole()
  const { client } = console
  let password: string | null = null
  beforeAll(async () => {
    password = await passwordOf(engine)
  })
  const target = () => newTarget(console, engine, password)
  const apply = async (targets: TestTarget['targets'], source: string, more = {}) =>
    settled(console, await client.migrations.apply({ targets, source, ...more }))
  const appliedIn = async (one: TestTarget, source: string) => (await statusOf(console, one.targets, source))[0]?.applied

  it('leaves alone what came after it was begun, and says so', async () => {
    const source = writeSource(numbered(3))
    const [one, two] = [await target(), await target()]
    const targets = selecting(one.name, two.name)
    await apply(targets, source)
    await one.database.execute('alter table t2 rename to elsewhere')
    const broken = await settled(console, await client.migrations.rollback({ targets, source, steps: 2, canary: 1, confirm: '2' }))
    expect(broken.targets.map(({ status }) => status)).toEqual(['failed', 'pending'])
    writeFileSync(join(source, '0004_t4.up.sql'), 'create table t4 (id integer not null primary key);\n')
    await apply(two.targets, source)
    await one.database.execute('alter table elsewhere rename to t2')
    const resumed = await settled(console, await client.migrations.resume({ run: broken.run.id }))
    expect(resumed.targets).toMatchObject([
      { status: 'done', applied: ['0003', '0002'] },
      { status: 'failed', applied: [], error: { code: 'migration.plan-changed' } },
    ])
    expect(resumed.targets[1]?.error?.title).toContain('0004')
    expect([await appliedIn(one, source), await appliedIn(two, source)]).toEqual([['0001'], ['0001', '0002', '0003', '0004']])
  })

  it('is not begun where what would go is not what the plan showed, and is where it still is', async () => {
    const source = writeSource(numbered(3))
    const [one, two] = [await target(), await target()]
    const targets = selecting(one.name, two.name)
    await apply(targets, source, { to: '0002' })
    const { plan } = await client.migrations.planRollback({ targets, source })
    const { runs: before } = await client.migrations.runs({ limit: 500 })
    await apply(two.targets, source)
    await expect(client.migrations.rollback({ targets, source, confirm: '2', plan })).rejects.toEqual(problem('migration.plan-changed'))
    const { runs: after } = await client.migrations.runs({ limit: 500 })
    expect(after.length - before.length, 'only what was applied meanwhile').toBe(1)
    expect(await appliedIn(two, source)).toEqual(['0001', '0002', '0003'])
    const again = await client.migrations.planRollback({ targets, source })
    writeFileSync(join(source, '0003_t3.down.sql'), 'drop table t3; drop table t1;\n')
    const other = client.migrations.rollback({ targets, source, confirm: '2', plan: again.plan })
    await expect(other, 'another text goes by the same name').rejects.toEqual(problem('migration.plan-changed'))
    const { plan: seen } = await client.migrations.planRollback({ targets, source })
    const back = await settled(console, await client.migrations.rollback({ targets, source, confirm: '2', plan: seen }))
    expect(back.targets).toMatchObject([
      { status: 'done', applied: ['0002'] },
      { status: 'done', applied: ['0003'] },
    ])
  })

  it('takes back nothing where another has taken it back meanwhile', async () => {
    const source = writeSource({ ...numbered(4), '0003_t3.down.sql': 'drop table elsewhere;\n' })
    const one = await target()
    await apply(one.targets, source)
    const broken = await settled(console, await client.migrations.rollback({ targets: one.targets, source, steps: 2, confirm: one.name }))
    expect(broken.targets[0]).toMatchObject({ status: 'failed', applied: ['0004'] })
    writeFileSync(join(source, '0003_t3.down.sql'), 'drop table t3;\n')
    await settled(console, await client.migrations.rollback({ targets: one.targets, source, steps: 1, confirm: one.name }))
    const resumed = await settled(console, await client.migrations.resume({ run: broken.run.id }))
    expect(resumed.targets[0]).toMatchObject({ status: 'done', applied: ['0004'] })
    expect(await appliedIn(one, source)).toEqual(['0001', '0002'])
  })

  it('never runs the way back of another folder’s file, and says so in its plan', async () => {
    const source = writeSource(numbered(4))
    const one = await target()
    await apply(one.targets, source)
    const foreign = writeSource({
      ...numbered(3),
      '0004_zzz.up.sql': 'create table zzz (id integer);\n',
      '0004_zzz.down.sql': 'drop table t1;\n',
    })
    const plan = await client.migrations.planRollback({ targets: one.targets, source: foreign })
    expect(plan.targets[0]).toMatchObject({ oneWay: ['0004'], losses: [], problems: [{ code: 'migration.checksum-drift' }] })
    const refused = await settled(console, await client.migrations.rollback({ targets: one.targets, source: foreign, confirm: one.name }))
    expect(refused.targets[0]).toMatchObject({ status: 'failed', applied: [], error: { code: 'migration.checksum-drift' } })
    expect(refused.targets[0]?.error?.remedy.length).toBeGreaterThan(0)
    expect(await appliedIn(one, source)).toEqual(['0001', '0002', '0003', '0004'])
    const otherEnds = writeSource(
      Object.fromEntries(Object.entries(numbered(4)).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')])),
    )
    const back = await settled(console, await client.migrations.rollback({ targets: one.targets, source: otherEnds, confirm: one.name }))
    expect(back.targets[0]).toMatchObject({ status: 'done', applied: ['0004'] })
  })

  it('goes to a version written short, and to one whose file is gone', async () => {
    const source = writeSource(numbered(4))
    const one = await target()
    await apply(one.targets, source)
    const back = await settled(console, await client.migrations.rollback({ targets: one.targets, source, to: '3', confirm: one.name }))
    expect(back.targets[0]).toMatchObject({ status: 'done', applied: ['0004'] })
    for (const way of ['up', 'down']) rmSync(join(source, `0002_t2.${way}.sql`))
    const plan = await client.migrations.planRollback({ targets: one.targets, source, to: '2' })
    expect(plan.targets[0]).toMatchObject({ versions: ['0003'], stays: '0002', problems: [] })
    const further = await settled(console, await client.migrations.rollback({ targets: one.targets, source, to: '2', confirm: one.name }))
    expect(further.run.title).toContain('to 0002')
    expect(further.targets[0]).toMatchObject({ status: 'done', applied: ['0003'] })
  })

  it('takes no empty version for before the first, and makes no run for one that nobody knows', async () => {
    const source = writeSource(numbered(2))
    const one = await target()
    await apply(one.targets, source)
    const asked = { targets: one.targets, source, confirm: one.name }
    const { runs: before } = await client.migrations.runs({ limit: 500 })
    await expect(client.migrations.rollback({ ...asked, to: '' })).rejects.toEqual(problem('call.invalid'))
    await expect(client.migrations.planRollback({ targets: one.targets, source, to: ' ' })).rejects.toEqual(problem('call.invalid'))
    await expect(client.migrations.rollback({ ...asked, to: '7' })).rejects.toEqual(problem('migration.version-unknown'))
    await expect(client.migrations.planRollback({ targets: one.targets, source, to: '7' })).rejects.toEqual(
      problem('migration.version-unknown'),
    )
    expect((await client.migrations.runs({ limit: 500 })).runs).toHaveLength(before.length)
    const back = await settled(console, await client.migrations.rollback({ ...asked, to: '0' }))
    expect(back.targets[0]).toMatchObject({ status: 'done', applied: ['0002', '0001'] })
    await apply(one.targets, source, { to: '0001' })
    // Known to the source, and applied nowhere.
    await expect(client.migrations.rollback({ ...asked, to: '0002' })).rejects.toEqual(problem('migration.version-unknown'))
    const again = await settled(console, await client.migrations.rollback({ ...asked, to: 'base' }))
    expect(again.targets[0]).toMatchObject({ status: 'done', applied: ['0001'] })
  })
})

describe('what a rollback would drop on PostgreSQL', () => {
  const console = openTestConsole()
  const { client } = console

  it('is counted where the search path leads, under its schema where that is not the usual one, and never in a namesake', async () => {
    const source = writeSource({
      '0001_notes.up.sql': 'create table notes (id integer); create table public.tags (id integer); create table old (id integer);',
      '0001_notes.down.sql': 'drop table notes; drop table public.tags; drop table old;',
      '0002_more.up.sql': 'alter table public.tags add column tint integer;',
      '0002_more.down.sql': 'alter table tags drop column tint;',
      '0003_nothing.up.sql': 'select 1;',
      '0003_nothing.down.sql': '-- Nothing to undo.',
    })
    const one = await newTarget(console, postgres15, await passwordOf(postgres15))
    await one.database.execute('create schema aside; create schema campus')
    await one.database.execute(
      "do $$ begin execute format('alter database %I set search_path = campus, public', current_database()); end $$",
    )
    await settled(console, await client.migrations.apply({ targets: one.targets, source }))
    await one.database.execute('create table aside.notes as select generate_series(1, 7) as id')
    await one.database.execute('create table aside.old as select generate_series(1, 7) as id; drop table campus.old')
    await one.database.execute('insert into campus.notes values (1), (2)')
    const plan = await client.migrations.planRollback({ targets: one.targets, source, to: 'base' })
    expect(plan.targets[0]?.problems).toEqual([])
    expect(plan.targets[0]?.losses).toEqual([
      { table: 'campus.notes', column: null, rows: 2, more: false },
      { table: 'tags', column: null, rows: 0, more: false },
      { table: 'old', column: null, rows: null, more: false },
    ])
    expect(plan.ways.map(({ version, empty }) => [version, empty])).toEqual([
      ['0003', true],
      ['0002', false],
      ['0001', false],
    ])
  })
})

describe('two consoles that roll back one file', () => {
  it('tell each what it took back itself: what the other was sooner with is not its work', async () => {
    const console = openTestConsole()
    const { client } = console
    const source = writeSource(numbered(3))
    const one = await newTarget(console, sqlite, null)
    await settled(console, await client.migrations.apply({ targets: one.targets, source }))
    const work = await workOn(one.database, await readSource(source), null)
    let before: (() => Promise<unknown>) | null = () =>
      client.migrations.rollback({ targets: one.targets, source, confirm: one.name }).then((begun) => settled(console, begun))
    let stood: string | null | undefined
    const session: typeof work.session = Object.assign(Object.create(work.session), {
      async command(sql: string, options?: Parameters<typeof work.session.command>[1]) {
        // The ledger is read, and the first transaction is about to begin.
        const other = sql === 'begin immediate' ? before : null
        if (other !== null) before = null
        await other?.()
        return work.session.command(sql, options)
      },
    })
    const ours = await ownTool.rollback(
      {
        ...work,
        session,
        stands: (version) => {
          stood = version
        },
      },
      { versions: ['0003', '0002'], stays: '0001' },
    )
    expect([ours, stood]).toEqual([['0002'], '0001'])
    expect((await statusOf(console, one.targets, source))[0]?.applied).toEqual(['0001'])
  })
})

describe('a rollback begun while a target could not be reached', () => {
  const console = openTestConsole()
  const { client } = console

  it('passes it over with what to do, also when it is resumed and the target is there again', async () => {
    const source = writeSource(numbered(3))
    const [one, away] = [await newTarget(console, sqlite, null), await newTarget(console, sqlite, null)]
    const targets = selecting(one.name, away.name)
    await settled(console, await client.migrations.apply({ targets, source }))
    const { config } = away.database
    if (config.engine !== 'sqlite') throw new Error('A file was asked for')
    renameSync(config.path, `${config.path}.moved`)
    const run = await settled(console, await client.migrations.rollback({ targets, source, steps: 2, confirm: '2' }))
    expect(run.run).toMatchObject({ state: 'failed', counts: { done: 1, failed: 0, skipped: 1 } })
    renameSync(`${config.path}.moved`, config.path)
    const resumed = await settled(console, await client.migrations.resume({ run: run.run.id }))
    expect(resumed.targets[1]).toMatchObject({
      status: 'skipped',
      applied: [],
      skipped: 'could not be reached when the rollback was begun',
      error: { code: 'connection.file-missing' },
    })
    expect(resumed.targets[1]?.error?.remedy.at(-1)).toBe(
      `Then begin a new rollback for it: provost migrate rollback --steps 2 --connection ${away.name} --source ${source}`,
    )
    expect((await statusOf(console, targets, source)).map(({ applied }) => applied)).toEqual([['0001'], ['0001', '0002', '0003']])
  })
})

const engines: readonly TestEngine[] = [postgres15, mariadb, sqlite]

describe.each(engines)('a rollback of an Alembic project on $title', (engine) => {
  it('goes no further than it was begun for when it breaks off and is resumed, nor over what came meanwhile', async () => {
    const console = openTestConsole()
    const { client } = console
    const one = await newTarget(console, engine, await passwordOf(engine))
    const line = [
      { revision: 'a1', down: 'None' },
      { revision: 'a2', down: "'a1'" },
      { revision: 'a3', down: "'a2'" },
      { revision: 'a4', down: "'a3'" },
    ]
    const source = await makeAlembicProject({ url: 'sqlite:////nowhere', revisions: line })
    const asked = { targets: one.targets, source }
    await settled(console, await client.migrations.apply({ ...asked, to: 'a3' }))
    await one.database.execute('alter table t_a2 rename to elsewhere')
    const broken = await settled(console, await client.migrations.rollback({ ...asked, steps: 2, confirm: one.name }))
    expect(broken.targets[0]?.status).toBe('failed')
    await one.database.execute('alter table elsewhere rename to t_a2')
    await settled(console, await client.migrations.apply({ ...asked, to: 'a4' }))
    const refused = await settled(console, await client.migrations.resume({ run: broken.run.id }))
    expect(refused.targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.plan-changed' } })
    await settled(console, await client.migrations.rollback({ ...asked, to: 'a3', confirm: one.name }))
    const resumed = await settled(console, await client.migrations.resume({ run: broken.run.id }))
    expect(resumed.targets[0]?.status).toBe('done')
    expect((await statusOf(console, one.targets, source))[0]?.applied).toEqual(['a1'])
    // What is done already is not done again from where it stands now.
    const third = await settled(console, await client.migrations.rollback({ ...asked, steps: 1, confirm: one.name }))
    expect(third.targets[0]).toMatchObject({ status: 'done', applied: ['a1'] })
  })
})
