import { describe, expect, it } from 'vitest'
import { postgres15, postgres18 } from './engines-kit.ts'
import { newTarget, openTestConsole, passwordOf, settled, statusOf, writeSource } from './migrations-kit.ts'
import { makePrismaProject, scripts } from './prisma-kit.ts'

describe.each([postgres15, postgres18])('a ledger in another schema, on $title', (engine) => {
  const console = openTestConsole()
  const { client } = console
  const waive = [{ rule: 'index-without-concurrently', reason: 'the tables of this test are empty' }]

  /** A database whose ledger was copied or moved away, as a backup within it is. */
  const movedAway = async (source: string, table: string) => {
    const target = await newTarget(console, engine, await passwordOf(engine))
    const applied = await settled(console, await client.migrations.apply({ targets: target.targets, source, waive }))
    expect(applied.targets[0]).toMatchObject({ status: 'done', error: null })
    await target.database.execute('create schema bak')
    await target.database.execute(`alter table ${table} set schema bak`)
    const tables = await target.database.database.tables()
    for (const { schema, name } of tables) if (schema === 'public') await target.database.execute(`drop table "${name}" cascade`)
    return target
  }

  it.each([
    ['Provost’s own', 'provost_migrations', async () => writeSource({ '0001_one.up.sql': 'create table one (id integer)' })],
    ['Prisma’s', '_prisma_migrations', () => makePrismaProject('postgresql', scripts)],
  ] as const)('is none: status says of %s what apply then does', async (_, table, makeSource) => {
    const source = await makeSource()
    const target = await movedAway(source, table)
    const [status] = await statusOf(console, target.targets, source)
    expect(status).toMatchObject({ state: 'behind', applied: [] })
    const again = await settled(console, await client.migrations.apply({ targets: target.targets, source, waive }))
    expect(again.targets[0]).toMatchObject({ status: 'done', applied: status?.pending })
    expect(await statusOf(console, target.targets, source)).toMatchObject([{ state: 'current' }])
  })

  it('is the one that the search path of the database leads to', async () => {
    const target = await newTarget(console, engine, await passwordOf(engine))
    const source = writeSource({ '0001_one.up.sql': 'create table one (id integer)' })
    await target.database.execute('create schema app')
    await target.database.execute(
      "do $$ begin execute format('alter database %I set search_path = app, public', current_database()); end $$",
    )
    const applied = await settled(console, await client.migrations.apply({ targets: target.targets, source }))
    expect(applied.targets[0]).toMatchObject({ status: 'done', applied: ['0001'] })
    await target.database.execute('create table public.provost_migrations as table app.provost_migrations with no data')
    expect(await statusOf(console, target.targets, source)).toMatchObject([{ state: 'current', applied: ['0001'] }])
  })
})
