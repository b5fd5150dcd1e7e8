import { describe, expect, it } from 'vitest'
import { mariadb } from './engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, settled, statusOf, writeSource } from './migrations-kit.ts'

describe('code that fails in a migration on MariaDB', () => {
  const console = openTestConsole()
  const { client } = console

  const failing = async (body: string, kind = 'InnoDB') => {
    const target = await newTarget(console, mariadb, await passwordOf(mariadb))
    const source = writeSource({
      '0001_procedure.up.sql': `create table marks (what varchar(40)) engine = ${kind}; create procedure fill() ${body};`,
      '0002_fill.up.sql': "insert into marks values ('before'); call fill(); insert into marks values ('after');",
    })
    const broken = await settled(console, await client.migrations.apply({ targets: target.targets, source }))
    expect(broken.targets[0]).toMatchObject({ status: 'failed', applied: ['0001'] })
    await target.database.execute('create table later (id integer)')
    const resume = async () => (await settled(console, await client.migrations.resume({ run: broken.run.id, failed: true }))).targets[0]
    const marks = async () =>
      (await target.database.database.read({ sql: 'select what from marks', parameters: [] })).rows.map(([what]) => what)
    return { target, source, first: broken.targets[0], resume, marks }
  }

  it('is run again where it had committed nothing', async () => {
    const { first, resume, marks } = await failing("begin insert into marks values ('code'); insert into later values (1); end")
    expect(first).toMatchObject({ error: { code: 'migration.failed' } })
    expect(await marks()).toEqual(['before'])
    expect(await resume()).toMatchObject({ status: 'done', error: null })
    expect(await marks()).toEqual(['before', 'code', 'after'])
  })

  it.each(['MyISAM', 'Aria'])('is left to a person where it wrote rows of a table of %s, which no rollback takes back', async (kind) => {
    const { first, resume, marks } = await failing("begin insert into marks values ('code'); insert into later values (1); end", kind)
    expect(first).toMatchObject({ error: { code: 'migration.failed-row' } })
    expect(first?.error?.detail).toContain('tables that know no transactions')
    expect(await resume()).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(await marks()).toEqual(['before', 'code'])
  })

  it.each([
    ['by a change of the schema', 'create table if not exists zz (id integer)'],
    ['by itself', 'commit'],
    ['behind a rollback', "rollback; insert into marks values ('code'); commit"],
  ])('is left to a person where it had committed %s', async (_, commit) => {
    const { target, source, first, resume, marks } = await failing(
      `begin insert into marks values ('code'); ${commit}; insert into later values (1); end`,
    )
    expect(first).toMatchObject({ error: { code: 'migration.failed-row' } })
    expect(first?.error?.detail).toContain("later' doesn't exist")
    expect(first?.error?.remedy.join('\n')).toMatch(
      /statements 2 to 3 .* by hand.*provost migrate resolve --migration 0002 --mark applied --connection/,
    )
    expect(await resume()).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(await marks()).toEqual(['before', 'code'])
    const [status] = await statusOf(console, target.targets, source)
    expect(status).toMatchObject({ state: 'failed', problems: [{ code: 'migration.failed-row' }] })
    expect(status?.problems[0]?.remedy.join('\n')).toContain('--mark applied')
    const settle = async (as?: 'applied') =>
      collect(await client.migrations.resolve({ targets: target.targets, source, dryRun: false, ...(as === undefined ? {} : { as }) }))
    expect(await settle()).toMatchObject([{ version: '0002', resolved: null, problem: { code: 'migration.resolve-undecided' } }])
    expect(await settle('applied')).toMatchObject([{ version: '0002', resolved: 'applied' }])
    expect(await statusOf(console, target.targets, source)).toMatchObject([{ state: 'current' }])
  })

  it('leaves to a person as well what a plain statement wrote to a table that knows no transactions', async () => {
    const target = await newTarget(console, mariadb, await passwordOf(mariadb))
    const source = writeSource({
      '0001_begin.up.sql': 'create table counted (n integer not null, unique key (n)) engine = MyISAM;',
      '0002_fill.up.sql': 'insert into counted values (1), (2), (1);',
    })
    const broken = await settled(console, await client.migrations.apply({ targets: target.targets, source }))
    expect(broken.targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(broken.targets[0]?.error?.detail).toContain('tables that know no transactions')
    await target.database.execute('alter table counted drop key n')
    const resumed = await settled(console, await client.migrations.resume({ run: broken.run.id, failed: true }))
    expect(resumed.targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    const { rows } = await target.database.database.read({ sql: 'select n from counted order by n', parameters: [] })
    expect(rows.map(([n]) => Number(n))).toEqual([1, 2])
  })
})
