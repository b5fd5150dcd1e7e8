import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mariadb, postgres15, sqlite, type TestEngine } from './engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, settled, statusOf, type TestTarget, writeSource } from './migrations-kit.ts'
import { makePrismaProject, marks, notes, scripts, users } from './prisma-kit.ts'

const engines: readonly TestEngine[] = [postgres15, mariadb, sqlite]
const providers = { postgres: 'postgresql', mysql: 'mysql', sqlite: 'sqlite' } as const

/** Changes no schema, only rows. */
const rowsOnly = { ...scripts, [marks]: "INSERT INTO notes (id, note) VALUES (2, 'two');\n" }

describe.each(engines)('a migration of Prisma’s that began and did not end, on $title', (engine) => {
  const console = openTestConsole()
  const { client } = console

  /** Applies the first two, then stands as Prisma leaves it: what of the third is there is what `done` ran. */
  const broken = async (done: string | null, migrations: Readonly<Record<string, string>> = scripts) => {
    const target = await newTarget(console, engine, await passwordOf(engine))
    const folder = await makePrismaProject(providers[engine.kind], migrations)
    await settled(console, await client.migrations.apply({ targets: target.targets, source: folder, to: notes }))
    const time = engine.kind === 'sqlite' ? '1704067200123' : "'2024-01-01 00:00:00.123'"
    if (done !== null) await target.database.execute(done)
    await target.database.execute(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count) VALUES ('x', 'y', '${marks}', ${time}, 0)`,
    )
    return { target, folder }
  }
  const resolve = async (
    { targets }: TestTarget,
    source: string,
    more: { readonly as?: 'applied' | 'rolled-back'; readonly dryRun?: boolean } = {},
  ) => collect(await client.migrations.resolve({ targets, source, dryRun: false, ...more }))
  const statusOf = async ({ targets }: TestTarget, source: string) => collect(await client.migrations.status({ targets, source }))
  const waive = [{ rule: 'index-without-concurrently', reason: 'the tables of this test are empty' }]
  const apply = async ({ targets }: TestTarget, source: string) =>
    settled(console, await client.migrations.apply({ targets, source, waive }))

  it('is applied where its whole change is there, whatever else has drifted', async () => {
    const { target, folder } = await broken(scripts[marks] ?? '')
    await target.database.execute('create table strange (id integer)')
    expect(await statusOf(target, folder)).toMatchObject([{ state: 'failed' }])
    expect(await resolve(target, folder, { dryRun: true })).toMatchObject([
      { version: marks, evidence: 'applied', resolved: null, problem: null },
    ])
    expect(await statusOf(target, folder)).toMatchObject([{ state: 'failed' }])
    expect(await resolve(target, folder)).toMatchObject([{ version: marks, evidence: 'applied', resolved: 'applied', problem: null }])
    expect(await statusOf(target, folder)).toMatchObject([{ state: 'current', applied: [users, notes, marks] }])
    expect(await resolve(target, folder)).toMatchObject([{ version: null, problem: null }])
    const { entries } = await client.audit.list({ limit: 5 })
    expect(entries.find(({ action }) => action === 'migration.resolve')).toMatchObject({
      target: target.name,
      outcome: 'done',
      detail: { version: marks, as: 'applied', evidence: 'applied' },
    })
  })

  it('is rolled back where nothing of it is there, and applied by the next run', async () => {
    const { target, folder } = await broken(null)
    expect(await resolve(target, folder)).toMatchObject([
      { version: marks, evidence: 'not-applied', resolved: 'rolled-back', problem: null },
    ])
    expect((await apply(target, folder)).targets).toMatchObject([{ status: 'done', applied: [marks] }])
    expect(await statusOf(target, folder)).toMatchObject([{ state: 'current' }])
  })

  it('is left to a person where part of it is there, with what is lacking', async () => {
    const { target, folder } = await broken('ALTER TABLE users ADD COLUMN mark INTEGER')
    const [found] = await resolve(target, folder)
    expect(found).toMatchObject({ version: marks, evidence: 'partly', resolved: null, problem: { code: 'migration.resolve-undecided' } })
    expect(found?.differences.map(({ object }) => object).join(' ')).toContain('users_mark')
    expect(found?.differences[0]?.sql).toMatch(/create index|add key/i)
    await target.database.execute('CREATE INDEX users_mark ON users (mark)')
    expect(await resolve(target, folder)).toMatchObject([{ evidence: 'applied', resolved: 'applied' }])
  })

  it('is left to a person where it only changes rows', async () => {
    const { target, folder } = await broken(rowsOnly[marks] ?? '', rowsOnly)
    expect(await resolve(target, folder)).toMatchObject([
      { evidence: 'none', resolved: null, problem: { code: 'migration.resolve-undecided' } },
    ])
    expect(await resolve(target, folder, { as: 'applied' })).toMatchObject([{ evidence: 'none', resolved: 'applied', problem: null }])
    expect(await statusOf(target, folder)).toMatchObject([{ state: 'current' }])
  })

  /** Applies the first two, then the third really fails; it fails on any database. */
  const failed = async (third: string) => {
    const target = await newTarget(console, engine, await passwordOf(engine))
    const folder = await makePrismaProject(providers[engine.kind], { ...scripts, [marks]: third })
    const run = await settled(console, await client.migrations.apply({ targets: target.targets, source: folder, waive }))
    expect(run.targets).toMatchObject([{ status: 'failed', applied: [users, notes], error: { code: 'migration.failed' } }])
    return { target, folder }
  }
  const nowhere = 'ALTER TABLE nowhere ADD COLUMN mark INTEGER;\n'

  it('is rolled back where it really failed, and left nothing', async () => {
    const { target, folder } = await failed(nowhere)
    expect(await resolve(target, folder)).toMatchObject([
      { version: marks, evidence: 'not-applied', resolved: 'rolled-back', problem: null, differences: [] },
    ])
  })

  it('is left to a person, with the differences, where it really failed and part of it stayed', async () => {
    const { target, folder } = await failed(`ALTER TABLE users ADD COLUMN mark INTEGER;\n${nowhere}`)
    const [found] = await resolve(target, folder)
    if (engine.kind === 'postgres') {
      expect(found).toMatchObject({ evidence: 'not-applied', resolved: 'rolled-back' })
      return
    }
    expect(found).toMatchObject({ evidence: 'partly', resolved: null, problem: { code: 'migration.resolve-undecided' } })
    expect(found?.differences.map(({ object }) => object).join(' ')).toContain('mark')
    expect(found?.words).toContain('nowhere')
  })

  it('is told of its rows only where they went with the schema', async () => {
    const { target, folder } = await failed(`INSERT INTO notes (id, note) VALUES (2, 'two');\n${nowhere}`)
    const whole = engine.kind === 'postgres'
    expect(await resolve(target, folder)).toMatchObject([
      whole ? { evidence: 'not-applied', resolved: 'rolled-back' } : { evidence: 'none', resolved: null },
    ])
    const { rows } = await target.database.database.read({ sql: 'select id from notes where id = 2', parameters: [] })
    expect(rows).toHaveLength(whole ? 0 : 1)
  })

  it('is left to a person where it really failed and only changes rows', async () => {
    const { target, folder } = await failed('INSERT INTO nowhere (id) VALUES (1);\n')
    expect(await resolve(target, folder)).toMatchObject([
      { evidence: 'none', resolved: null, problem: { code: 'migration.resolve-undecided' } },
    ])
  })
})

describe('a way back that broke off on MariaDB', () => {
  const console = openTestConsole()
  const { client } = console
  const change = 'alter table t drop column c;'

  /** Breaks off behind `done`; the file is mended afterwards. */
  const broken = async (done: string) => {
    const target = await newTarget(console, mariadb, await passwordOf(mariadb))
    const source = writeSource({
      '0001_begin.up.sql': "create table t (a integer); create table log (what varchar(40)); insert into log values ('kept');",
      '0002_change.up.sql': 'alter table t add column c integer;',
      '0002_change.down.sql': `${done} alter table nowhere drop column c;`,
    })
    await settled(console, await client.migrations.apply({ targets: target.targets, source }))
    const back = await settled(
      console,
      await client.migrations.rollback({ targets: target.targets, source, steps: 1, confirm: target.name }),
    )
    expect(back.targets).toMatchObject([{ status: 'failed', error: { code: 'migration.failed' } }])
    writeFileSync(join(source, '0002_change.down.sql'), `${done} ${change}`)
    const resolve = async () => collect(await client.migrations.resolve({ targets: target.targets, source, dryRun: false }))
    return { target, source, resolve }
  }

  it('is left to a person where it also changes rows', async () => {
    const { target, source, resolve } = await broken('delete from log;')
    const [found] = await resolve()
    expect(found).toMatchObject({ version: '0002', evidence: 'none', resolved: null, problem: { code: 'migration.resolve-undecided' } })
    expect(found?.words).toContain('its way back also changes rows')
    expect(found?.problem?.remedy.join(' ')).toContain('Roll back again')
    expect(await statusOf(console, target.targets, source)).toMatchObject([{ state: 'failed' }])
  })

  it('is left to a person where something was done that no schema shows', async () => {
    const { resolve } = await broken("set @what = 'kept';")
    expect(await resolve()).toMatchObject([{ evidence: 'none', resolved: null, problem: { code: 'migration.resolve-undecided' } }])
  })

  it('is undone where nothing of it was done, and finished where all of it was', async () => {
    const undone = await broken('')
    expect(await undone.resolve()).toMatchObject([{ version: '0002', evidence: 'applied', resolved: 'applied', problem: null }])
    expect(await statusOf(console, undone.target.targets, undone.source)).toMatchObject([{ state: 'current' }])
    const finished = await broken('')
    await finished.target.database.execute(change)
    expect(await finished.resolve()).toMatchObject([{ version: '0002', evidence: 'not-applied', resolved: 'rolled-back', problem: null }])
    expect(await statusOf(console, finished.target.targets, finished.source)).toMatchObject([{ state: 'behind', pending: ['0002'] }])
  })
})
