import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ProvostError } from '../../src/contract/errors.ts'
import { connectionName } from '../../src/contract/ids.ts'
import { sharedServer, startPgbouncer } from '../servers/index.ts'
import { everyEngine } from './engines-kit.ts'
import {
  collect,
  newTarget,
  openTestConsole,
  passwordOf,
  selecting,
  settled,
  statusOf,
  type TestTarget,
  writeSource,
} from './migrations-kit.ts'

const first = "create table notes (id integer not null primary key, body varchar(100));\ninsert into notes values (1, 'a;b');\n"
const second = 'alter table notes add column author varchar(40);\n'
const third = "create table tags (id integer not null primary key);\nupdate notes set author = 'ada' where id = 1;\n"

const files = {
  '0001_notes.up.sql': first,
  '0001_notes.down.sql': 'drop table notes;\n',
  '0002_author.up.sql': second,
  '0002_author.down.sql': 'alter table notes drop column author;\n',
  '0003_tags.up.sql': third,
  '0003_tags.down.sql': 'drop table tags;\n',
}

const problem = (code: string) => expect.objectContaining({ data: expect.objectContaining({ code }) })

describe.each(everyEngine)('migrations on $title', (engine) => {
  const console = openTestConsole()
  const { client } = console
  let password: string | null = null
  beforeAll(async () => {
    password = await passwordOf(engine)
  })
  const rows = async ({ database }: TestTarget, sql: string) => (await database.database.read({ sql, parameters: [] })).rows
  const target = (more = {}) => newTarget(console, engine, password, more)
  const apply = async (targets: TestTarget['targets'], source: string, more = {}) =>
    settled(console, await client.migrations.apply({ targets, source, ...more }))

  it('are applied in order, once, with a ledger that says so', async () => {
    const source = writeSource(files)
    const one = await target()
    expect(await statusOf(console, one.targets, source)).toEqual([
      expect.objectContaining({
        target: one.name,
        state: 'behind',
        applied: [],
        pending: ['0001', '0002', '0003'],
        heads: ['0003'],
        problems: [],
      }),
    ])
    const done = await apply(one.targets, source)
    expect(done.targets).toEqual([expect.objectContaining({ status: 'done', applied: ['0001', '0002', '0003'], error: null })])
    expect(done.run).toMatchObject({ state: 'done', counts: { done: 1, failed: 0, skipped: 0, running: 0, pending: 0 } })
    expect(await rows(one, 'select body, author from notes')).toEqual([['a;b', 'ada']])
    const [status] = await statusOf(console, one.targets, source)
    expect(status).toMatchObject({ state: 'current', applied: ['0001', '0002', '0003'], pending: [] })
    const again = await apply(one.targets, source)
    expect(again.targets).toEqual([expect.objectContaining({ status: 'done', applied: [] })])
    const { rows: ledger, tool } = await client.migrations.history({
      target: { kind: 'connection', connection: connectionName.parse(one.name) },
    })
    expect(tool).toBe('provost')
    expect(ledger.map(({ version, state, cursor, statements }) => [version, state, cursor, statements])).toEqual([
      ['0001', 'applied', 2, 2],
      ['0002', 'applied', 1, 1],
      ['0003', 'applied', 2, 2],
    ])
  })

  it('go up to a version, and back by steps or to a version', async () => {
    const source = writeSource(files)
    const one = await target()
    expect((await apply(one.targets, source, { to: '0002' })).targets[0]).toMatchObject({ applied: ['0001', '0002'] })
    await apply(one.targets, source)
    await expect(client.migrations.rollback({ targets: one.targets, source, steps: 1 })).rejects.toEqual(problem('confirmation.missing'))
    const back = await settled(console, await client.migrations.rollback({ targets: one.targets, source, steps: 1, confirm: one.name }))
    expect(back.targets[0]).toMatchObject({ status: 'done', applied: ['0003'] })
    const further = await settled(
      console,
      await client.migrations.rollback({ targets: one.targets, source, to: '0001', confirm: one.name }),
    )
    expect(further.targets[0]).toMatchObject({ applied: ['0002'] })
    expect(await rows(one, 'select * from notes')).toEqual([[expect.anything(), 'a;b']])
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({
      state: 'behind',
      applied: ['0001'],
      pending: ['0002', '0003'],
    })
  })

  it('are planned back before they are: the SQL in order, what would be gone and how much, and nothing is done', async () => {
    const source = writeSource(files)
    const one = await target()
    const two = await target()
    await apply(one.targets, source)
    await apply(two.targets, source, { to: '0001' })
    const plan = await client.migrations.planRollback({ targets: selecting(one.name, two.name), source, to: '0001' })
    expect(plan.ways.map(({ version, file, sql, reversible, mayChangeRows }) => [version, file, sql, reversible, mayChangeRows])).toEqual([
      ['0003', '0003_tags.down.sql', files['0003_tags.down.sql'], true, false],
      ['0002', '0002_author.down.sql', files['0002_author.down.sql'], true, false],
    ])
    expect(plan.targets).toEqual([
      expect.objectContaining({
        target: one.name,
        state: 'current',
        versions: ['0003', '0002'],
        oneWay: [],
        stays: '0001',
        losses: [
          { table: 'tags', column: null, rows: 0, more: false },
          { table: 'notes', column: 'author', rows: 1, more: false },
        ],
        problems: [],
      }),
      expect.objectContaining({ target: two.name, state: 'behind', versions: [], stays: '0001', losses: [], problems: [] }),
    ])
    expect(plan.confirm).toBe('2')
    const whole = await client.migrations.planRollback({ targets: one.targets, source, to: 'base' })
    // The column goes with its table, and is not told apart.
    expect(whole.targets[0]).toMatchObject({
      versions: ['0003', '0002', '0001'],
      stays: null,
      losses: [{ table: 'tags' }, { table: 'notes' }],
    })
    expect(whole.confirm).toBe(one.name)
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({ applied: ['0001', '0002', '0003'] })
    const ended = await settled(console, await client.migrations.rollback({ targets: one.targets, source, to: 'base', confirm: one.name }))
    expect(ended.targets[0]).toMatchObject({ status: 'done', applied: whole.targets[0]?.versions })
  })

  it('without a way back are named in the plan with what to do, each for its own reason', async () => {
    const source = writeSource({ ...files, '0003_tags.down.sql': "drop table tags;\nselect 'never closed;\n" })
    rmSync(join(source, '0002_author.down.sql'))
    const one = await target()
    await one.database.execute('create table notes (id integer not null primary key, body varchar(100))')
    await client.migrations.baseline({ targets: one.targets, source, to: '0001' })
    await apply(one.targets, source)
    const plan = await client.migrations.planRollback({ targets: one.targets, source, steps: 3 })
    expect(plan.targets[0]).toMatchObject({ versions: ['0003', '0002', '0001'], oneWay: ['0003', '0002', '0001'], stays: null, losses: [] })
    expect(plan.targets[0]?.problems.map(({ code, detail }) => [code, detail])).toEqual([
      ['migration.sql-invalid', expect.any(String)],
      ['migration.no-way-back', 'It has no .down.sql. Nothing is taken back.'],
      ['migration.no-way-back', 'It was marked as applied by a baseline and never run by Provost. Nothing is taken back.'],
    ])
    expect(plan.targets[0]?.problems.every(({ remedy }) => remedy.length > 0)).toBe(true)
    // A text that cannot be taken apart is none that changes nothing.
    expect(plan.ways.map(({ version, reversible, empty }) => [version, reversible, empty])).toEqual([
      ['0003', true, false],
      ['0002', false, false],
      ['0001', true, false],
    ])
    // What the plan says holds: not even the first, which could be read, is taken back before the second is looked at.
    const back = await settled(console, await client.migrations.rollback({ targets: one.targets, source, steps: 3, confirm: one.name }))
    expect(back.targets[0]).toMatchObject({ status: 'failed', applied: [], error: { code: 'migration.sql-invalid' } })
  })

  it('planned back to a version that was never applied, or by a call that says two things, are refused with what to do', async () => {
    const source = writeSource(files)
    const one = await target()
    await apply(one.targets, source, { to: '0001' })
    const plan = await client.migrations.planRollback({ targets: one.targets, source, to: '0002' })
    expect(plan.targets[0]).toMatchObject({ versions: [], problems: [{ code: 'migration.version-unknown' }] })
    await expect(client.migrations.planRollback({ targets: one.targets, source, to: '0001', steps: 1 })).rejects.toEqual(
      problem('call.invalid'),
    )
    const readOnly = await target({ readWrite: false })
    await expect(client.migrations.planRollback({ targets: readOnly.targets, source })).rejects.toEqual(problem('connection.read-only'))
  })

  it('are taken back as far as was begun, and no further, when a rollback by steps breaks off and is resumed', async () => {
    const source = writeSource(files)
    const one = await target()
    await apply(one.targets, source)
    await one.database.execute('alter table notes rename to elsewhere')
    const begun = await client.migrations.rollback({ targets: one.targets, source, steps: 2, confirm: one.name })
    const broken = await settled(console, begun)
    expect(broken.targets[0]).toMatchObject({ status: 'failed', applied: ['0003'] })
    await one.database.execute('alter table elsewhere rename to notes')
    const resumed = await settled(console, await client.migrations.resume({ run: broken.run.id }))
    expect(resumed.targets[0]).toMatchObject({ status: 'done', applied: ['0003', '0002'] })
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({ applied: ['0001'] })
    expect(await rows(one, 'select body from notes')).toEqual([['a;b']])
  })

  it('that cannot be taken back are not half taken back', async () => {
    const source = writeSource(files)
    const one = await target()
    await apply(one.targets, source)
    rmSync(join(source, '0002_author.down.sql'))
    const back = await settled(console, await client.migrations.rollback({ targets: one.targets, source, to: '0001', confirm: one.name }))
    expect(back.targets[0]).toMatchObject({ status: 'failed', applied: [], error: { code: 'migration.no-way-back' } })
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({ applied: ['0001', '0002', '0003'] })
  })

  it('that fail are taken back whole, or where the engine cannot, go on at their statement', async () => {
    const source = writeSource({
      ...files,
      '0004_broken.up.sql':
        'create table later (id integer not null primary key);\ninsert into nowhere values (1);\ncreate table last (id integer);\n',
    })
    const one = await target()
    const broken = await apply(one.targets, source)
    expect(broken.run.state).toBe('failed')
    expect(broken.targets[0]).toMatchObject({ status: 'failed', applied: ['0001', '0002', '0003'], error: { code: 'migration.failed' } })
    expect(broken.targets[0]?.error?.detail).toMatch(/0004_broken\.up\.sql, line 2, statement 2 of 3/)
    const [status] = await statusOf(console, one.targets, source)
    const tables = (await one.database.database.tables()).map(({ name }) => name)
    if (engine.kind === 'mysql') {
      expect(status).toMatchObject({ state: 'failed', problems: [{ code: 'migration.failed-row' }] })
      expect(tables).toContain('later')
    } else {
      expect(status).toMatchObject({ state: 'behind', pending: ['0004'] })
      expect(tables).not.toContain('later')
    }
    // The file is mended behind what is done.
    writeFileSync(
      join(source, '0004_broken.up.sql'),
      'create table later (id integer not null primary key);\ninsert into later values (1);\ncreate table last (id integer);\n',
    )
    const mended = await apply(one.targets, source)
    expect(mended.targets[0]).toMatchObject({ status: 'done', applied: ['0004'] })
    expect(await rows(one, 'select id from later')).toHaveLength(1)
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({ state: 'current' })
  })

  it('changed after they were applied are named, whatever their line ends, and stop everything', async () => {
    const source = writeSource(files)
    const one = await target()
    await apply(one.targets, source, { to: '0002' })
    writeFileSync(join(source, '0001_notes.up.sql'), first.replaceAll('\n', '\r\n'))
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({ state: 'behind', problems: [] })
    writeFileSync(join(source, '0001_notes.up.sql'), `${first}-- a word more\n`)
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({
      state: 'drifted',
      problems: [{ code: 'migration.checksum-drift' }],
    })
    expect((await apply(one.targets, source)).targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.checksum-drift' } })
  })

  it('that are gone, unknown or late are told apart', async () => {
    const source = writeSource(files)
    const one = await target()
    await apply(one.targets, source)
    for (const name of ['0003_tags.up.sql', '0003_tags.down.sql']) rmSync(join(source, name))
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({
      state: 'ahead',
      problems: [{ code: 'migration.unknown-version' }],
    })
    writeSource({ '0003_tags.up.sql': third }, source)
    for (const name of ['0002_author.up.sql', '0002_author.down.sql']) rmSync(join(source, name))
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({
      state: 'diverged',
      problems: [{ code: 'migration.file-missing' }],
    })
    writeSource({ '0002_author.up.sql': second, '0000_before.up.sql': 'create table before_all (id integer);\n' }, source)
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({
      state: 'diverged',
      problems: [{ code: 'migration.out-of-order' }],
    })
    expect((await apply(one.targets, source)).targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.out-of-order' } })
    const waive = [{ rule: 'out-of-order', reason: 'came with the merge' }]
    const [unwaivedPlan, plan] = await Promise.all(
      [[], waive].map((each) => client.migrations.plan({ targets: one.targets, source, waive: each })),
    )
    expect(unwaivedPlan?.targets[0]?.problems).toMatchObject([{ code: 'migration.out-of-order' }])
    expect(plan?.targets).toMatchObject([{ state: 'diverged', versions: ['0000'], problems: [] }])
    expect(await collect(await client.migrations.rehearse({ targets: one.targets, source }))).toMatchObject([{ ok: false }])
    expect(await collect(await client.migrations.rehearse({ targets: one.targets, source, waive }))).toMatchObject([
      { ok: true, applied: ['0000'] },
    ])
    const waived = await apply(one.targets, source, { waive })
    expect(waived.targets[0]).toMatchObject({ status: 'done', applied: ['0000'] })
  })

  it('of a schema that was there before begin with a baseline', async () => {
    const source = writeSource(files)
    const one = await target({ setup: 'create table notes (id integer not null primary key, body varchar(100), author varchar(40))' })
    expect((await statusOf(console, one.targets, source))[0]).toMatchObject({
      state: 'unmanaged',
      problems: [{ code: 'migration.baseline-needed' }],
    })
    expect((await apply(one.targets, source)).targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.baseline-needed' } })
    const empty = await target()
    const [refused] = (await client.migrations.baseline({ targets: empty.targets, source, to: '0002' })).targets
    expect(refused).toMatchObject({ marked: [], problem: { code: 'migration.diverged' } })
    const { targets } = await client.migrations.baseline({ targets: one.targets, source, to: '0002' })
    expect(targets).toEqual([expect.objectContaining({ marked: ['0001', '0002'], problem: null })])
    expect((await apply(one.targets, source)).targets[0]).toMatchObject({ status: 'done', applied: ['0003'] })
  })

  it('tell why a baseline ended before its end, and what was marked by then', async () => {
    const one = await target({ setup: 'create table notes (id integer not null primary key)' })
    for (const why of [
      new ProvostError('call.deadline', 'It did not finish in 600 s.'),
      new ProvostError('call.cancelled', 'The command was cancelled.'),
    ]) {
      const stop = new AbortController()
      const marking = client.migrations.baseline({ targets: one.targets, source: writeSource(files) }, { signal: stop.signal })
      setTimeout(() => stop.abort(why), 1)
      await expect(marking).rejects.toMatchObject({ data: { code: why.code, detail: 'Nothing was marked.' } })
    }
  })

  it('begin with a baseline where the tables have been renamed or dropped since they were made', async () => {
    const source = writeSource({
      '0001_begin.up.sql':
        'create table old_notes (id integer not null primary key); create table gone (id integer not null primary key);\n',
      '0002_rename.up.sql': 'alter table old_notes rename to kept_notes; drop table gone;\n',
    })
    const one = await target({ setup: 'create table kept_notes (id integer not null primary key)' })
    const { targets } = await client.migrations.baseline({ targets: one.targets, source })
    expect(targets).toEqual([expect.objectContaining({ marked: ['0001', '0002'], problem: null })])
    const before = await target({ setup: 'create table old_notes (id integer not null primary key)' })
    const refused = await client.migrations.baseline({ targets: before.targets, source })
    expect(refused.targets).toMatchObject([{ marked: [], problem: { code: 'migration.diverged' } }])
  })

  it('never touch a connection that is external or read-only', async () => {
    const source = writeSource(files)
    const external = await target({ external: true })
    const readOnly = await target({ readWrite: false })
    await expect(client.migrations.apply({ targets: external.targets, source })).rejects.toEqual(problem('migration.external'))
    await expect(client.migrations.baseline({ targets: external.targets, source })).rejects.toEqual(problem('migration.external'))
    await expect(client.migrations.rollback({ targets: external.targets, source, confirm: external.name })).rejects.toEqual(
      problem('migration.external'),
    )
    await expect(client.migrations.apply({ targets: readOnly.targets, source })).rejects.toEqual(problem('connection.read-only'))
    expect(await statusOf(console, external.targets, source)).toEqual([expect.objectContaining({ state: 'behind' })])
  })

  it('of production are confirmed by its name', async () => {
    if (engine.kind !== 'sqlite') return
    const source = writeSource(files)
    const one = await target({ environment: 'production' })
    await expect(client.migrations.apply({ targets: one.targets, source })).rejects.toEqual(problem('confirmation.missing'))
    await expect(client.migrations.apply({ targets: one.targets, source, confirm: 'x' })).rejects.toEqual(problem('confirmation.wrong'))
    expect((await apply(one.targets, source, { confirm: one.name })).run.state).toBe('done')
    const there = await target({ environment: 'production', setup: first })
    await expect(client.migrations.baseline({ targets: there.targets, source, to: '0001' })).rejects.toEqual(
      problem('confirmation.missing'),
    )
    await expect(client.migrations.baseline({ targets: there.targets, source, to: '0001', confirm: '1' })).rejects.toEqual(
      problem('confirmation.wrong'),
    )
    const marked = await client.migrations.baseline({ targets: there.targets, source, to: '0001', confirm: there.name })
    expect(marked.targets[0]).toMatchObject({ marked: ['0001'], problem: null })
    const settle = (more: { readonly as?: 'applied'; readonly dryRun?: boolean; readonly confirm?: string }) =>
      client.migrations.resolve({ targets: there.targets, source, ...more }).then(collect)
    await expect(settle({ as: 'applied' })).rejects.toEqual(problem('confirmation.missing'))
    for (const allowed of [{}, { as: 'applied', dryRun: true } as const, { as: 'applied', confirm: there.name } as const])
      expect(await settle(allowed)).toMatchObject([{ resolved: null, problem: null }])
  })

  it('are begun by two consoles at once and applied by one', async () => {
    const source = writeSource(files)
    const one = await target()
    const other = openTestConsole(console.directory)
    const begun = await Promise.all([
      client.migrations.apply({ targets: one.targets, source }),
      (engine.kind === 'sqlite' ? other.client : client).migrations.apply({ targets: one.targets, source }),
    ])
    const ended = await Promise.all(begun.map((each) => settled(console, each)))
    expect(ended.map(({ run }) => run.state)).toEqual(['done', 'done'])
    expect(ended.flatMap(({ targets }) => targets.flatMap(({ applied }) => applied)).sort()).toEqual(['0001', '0002', '0003'])
  })
})

describe('a run', () => {
  const console = openTestConsole()
  const { client } = console
  const [engine] = everyEngine.filter(({ kind }) => kind === 'sqlite')
  if (engine === undefined) throw new Error('SQLite is always there')
  const fleet = async (count: number, broken: readonly number[] = []) => {
    const targets = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        newTarget(console, engine, null, broken.includes(index) ? { setup: 'create table tags (id integer)' } : {}),
      ),
    )
    return { names: targets.map(({ name }) => name), targets: selecting(...targets.map(({ name }) => name)) }
  }

  it('stops with its canary, and goes on when that is mended', async () => {
    const source = writeSource(files)
    const { targets, names } = await fleet(4)
    const bad = { ...targets, connections: [...(await fleet(1, [0])).targets.connections, ...targets.connections] }
    // Baselined so far that the broken table is not taken for a schema without a ledger.
    const begun = await client.migrations.apply({ targets: bad, source, canary: 1 })
    const stopped = await settled(console, begun)
    expect(stopped.run).toMatchObject({ state: 'stopped', halted: expect.stringContaining('canary'), waves: [1, 4] })
    expect(stopped.targets.map(({ status }) => status)).toEqual(['failed', 'pending', 'pending', 'pending', 'pending'])
    const resumed = await settled(console, await client.migrations.resume({ run: stopped.run.id, failed: false }))
    expect(resumed.run).toMatchObject({ state: 'failed', counts: { done: 4, failed: 1 } })
    expect(
      resumed.targets
        .filter(({ status }) => status === 'done')
        .map(({ target }) => target)
        .sort(),
    ).toEqual([...names].sort())
  })

  it('ends after so many failures and leaves the rest alone', async () => {
    const source = writeSource(files)
    const { targets } = await fleet(6, [0, 1, 2, 3, 4, 5])
    const stopped = await settled(console, await client.migrations.apply({ targets, source, maxFailures: 2, concurrency: 1 }))
    expect(stopped.run).toMatchObject({ state: 'stopped', counts: { failed: 2, pending: 4 } })
    expect(stopped.run.halted).toContain('2')
    await expect(client.migrations.pause({ run: stopped.run.id })).rejects.toEqual(problem('run.ended'))
  })

  it('keeps the files it was begun with', async () => {
    const source = writeSource(files)
    const { targets } = await fleet(2, [0])
    const stopped = await settled(console, await client.migrations.apply({ targets, source, canary: 1 }))
    writeFileSync(join(source, '0003_tags.up.sql'), 'this is no SQL at all')
    const resumed = await settled(console, await client.migrations.resume({ run: stopped.run.id, failed: false }))
    expect(resumed.targets[1]).toMatchObject({ status: 'done', applied: ['0001', '0002', '0003'] })
  })

  it('passes over what cannot be reached, says so, and reaches it when resumed', async () => {
    const source = writeSource(files)
    const { targets } = await fleet(2)
    const away = await newTarget(console, engine, null)
    const { config } = away.database
    if (config.engine !== 'sqlite') throw new Error('A file was asked for')
    const moved = `${config.path}.moved`
    renameSync(config.path, moved)
    const all = { ...targets, connections: [...targets.connections, ...away.targets.connections] }
    const run = await settled(console, await client.migrations.apply({ targets: all, source }))
    expect(run.run).toMatchObject({ state: 'failed', counts: { done: 2, failed: 0, skipped: 1 } })
    expect(run.targets[2]).toMatchObject({ skipped: 'could not be reached', error: { code: 'connection.file-missing' } })
    renameSync(moved, config.path)
    const resumed = await settled(console, await client.migrations.resume({ run: run.run.id }))
    expect(resumed.run).toMatchObject({ state: 'done', counts: { done: 3, skipped: 0 } })
  })

  it('passes over tenants without a database or out of service, and names them', async () => {
    const demo = openTestConsole()
    await demo.client.demo.create({ tenants: 24 })
    const { tenants } = await demo.client.tenants.list({})
    const run = await settled(
      demo,
      await demo.client.migrations.apply({ targets: { all: true, tenants: [], groups: [], connections: [] } }),
    )
    expect(run.run.total).toBe(24)
    const status = new Map(tenants.map(({ domain, status: is }) => [String(domain), is]))
    for (const { target, status: outcome, skipped } of run.targets) {
      expect([target, outcome]).toEqual([target, status.get(target) === 'APPROVED' ? 'done' : 'skipped'])
      expect(skipped === null).toBe(status.get(target) === 'APPROVED')
    }
    expect(run.run.state).toBe('done')
  })
})

describe('migrations through PgBouncer', () => {
  it('are refused in transaction mode, with words, and run in session mode', async () => {
    const source = writeSource(files)
    const console = openTestConsole()
    const server = sharedServer('postgres15')
    for (const mode of ['transaction', 'session'] as const) {
      const database = await server.createDatabase()
      const pooler = await startPgbouncer(server, { mode, settings: ['ignore_startup_parameters = options,extra_float_digits'] })
      try {
        await console.client.connections.add({ name: mode, url: pooler.url(database), tls: { mode: 'disable' }, readWrite: true })
        const { targets } = await settled(console, await console.client.migrations.apply({ targets: selecting(mode), source }))
        expect(targets[0]).toMatchObject(
          mode === 'session'
            ? { status: 'done' }
            : { status: 'failed', error: { code: 'migration.pooler', remedy: [expect.stringContaining('own port'), expect.anything()] } },
        )
      } finally {
        await pooler.stop()
      }
    }
  })
})
