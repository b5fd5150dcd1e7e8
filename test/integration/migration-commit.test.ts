import { describe, expect, it } from 'vitest'
import { postgres15, postgres18, sqlite } from './engines-kit.ts'
import { newTarget, openTestConsole, passwordOf, settled, writeSource } from './migrations-kit.ts'

describe.each([postgres15, postgres18, sqlite])('a constraint that is checked at commit, on $title', (engine) => {
  const console = openTestConsole()
  const { client } = console
  const tables = `create table people (id integer primary key);
    create table marks (person integer references people (id) deferrable initially deferred);`
  const waive = [{ rule: 'delete-without-where', reason: 'the tables of this test are small' }]

  it('fails the migration with its version, its file and the words “at commit”, and leaves nothing', async () => {
    const target = await newTarget(console, engine, await passwordOf(engine))
    const broken = '-- the person is not there\ninsert into marks values (7);'
    const source = writeSource({ '0001_tables.up.sql': tables, '0002_marks.up.sql': broken })
    const { targets } = await settled(console, await client.migrations.apply({ targets: target.targets, source }))
    expect(targets[0]).toMatchObject({ status: 'failed', applied: ['0001'], error: { code: 'migration.failed' } })
    expect(targets[0]?.error?.title).toContain('0002')
    expect(targets[0]?.error?.detail).toMatch(/0002_marks\.up\.sql, at commit/)
    expect(targets[0]?.error?.detail).toMatch(engine.kind === 'sqlite' ? /FOREIGN KEY/ : /23503: .*marks/)
    expect((await target.database.database.read({ sql: 'select person from marks', parameters: [] })).rows).toEqual([])
  })

  it('fails the way back in the same words', async () => {
    const target = await newTarget(console, engine, await passwordOf(engine))
    const source = writeSource({
      '0001_tables.up.sql': `${tables} insert into people values (7); insert into marks values (7);`,
      '0002_more.up.sql': 'create table more (id integer);',
      '0002_more.down.sql': 'drop table more; delete from people;',
    })
    const applied = await settled(console, await client.migrations.apply({ targets: target.targets, source, waive }))
    expect(applied.targets[0]).toMatchObject({ status: 'done' })
    const { targets } = await settled(
      console,
      await client.migrations.rollback({ targets: target.targets, source, steps: 1, confirm: target.name }),
    )
    expect(targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.failed' } })
    expect(targets[0]?.error?.detail).toMatch(/0002_more\.down\.sql, at commit/)
  })
})
