import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { mariadb } from '../integration/engines-kit.ts'
import { selecting } from '../integration/migrations-kit.ts'
import { sharedServer } from '../servers/index.ts'
import { freshName } from '../servers/test-server.ts'
import { afterThis, type Fleet, follow, groundOf, makeFleet, openFaultConsole } from './migrations-kit.ts'
import { holdTable, openReader } from './table-readers.ts'

const server = () => sharedServer('mariadb')
const lockTimeoutMs = 1000

/** Long enough for a note to be given up at least once. */
const heldMs = 2000

const until = async (what: () => Promise<boolean>): Promise<void> => {
  while (!(await what())) await wait(20)
}

const waitsFor = async ({ plots: [plot] }: Fleet, state: string): Promise<void> =>
  until(
    async () =>
      Number(
        (
          await plot?.ask(`select count(*) as n from information_schema.processlist where db = '${plot?.database}' and state = '${state}'`)
        )?.[0]?.['n'],
      ) > 0,
  )

const rowsOf = async ({ plots: [plot] }: Fleet, sql: string): Promise<unknown[]> =>
  ((await plot?.ask(sql)) ?? []).map((row) => Object.values(row)[0])

const begin = (fleet: Fleet) => {
  const console = openFaultConsole(fleet.directory, fleet.ground.password)
  return follow(console, () => console.client.migrations.apply({ targets: selecting(...fleet.names), source: fleet.source, lockTimeoutMs }))
}

/** Keeps the ledger's row of a version, until let go. */
const holdRow = async ({ plots: [plot] }: Fleet, version: string) => {
  const other = await openReader(server(), plot?.database ?? '')
  await other.run('begin')
  await other.run(`select * from provost_migrations where version = '${version}' for update`)
  return other
}

describe('a ledger’s row on MariaDB that another session holds when a statement ends', () => {
  const gate = freshName('gate')
  const waits = `do get_lock('${gate}', 3600)`

  /** The row is held from before the code ends until its note was given up. */
  const behindHeldRow = async (fleet: Fleet) => {
    const keeper = await openReader(server(), fleet.plots[0]?.database ?? '')
    afterThis(() => keeper.end())
    await keeper.run(`do get_lock('${gate}', 0)`)
    const ended = begin(fleet)
    await waitsFor(fleet, 'User lock')
    const row = await holdRow(fleet, '0002')
    await keeper.run(`do release_lock('${gate}')`)
    await wait(heldMs)
    await row.run('rollback')
    await row.end()
    return ended
  }

  const files = (body: string) => ({
    '0001_begin.up.sql': `create table events (what varchar(40)); create procedure fill() begin ${body}; ${waits}; do release_lock('${gate}'); end;`,
    '0002_code.up.sql': "call fill(); insert into events values ('after');",
  })

  test('code that committed nothing is taken back and run again, and its rows are there once', async () => {
    const fleet = await makeFleet(groundOf(mariadb), 1, files("insert into events values ('code')"))
    const { run, targets } = await behindHeldRow(fleet)
    expect(run.state, JSON.stringify(targets)).toBe('done')
    expect(await rowsOf(fleet, 'select what from events')).toEqual(['code', 'after'])
  })

  test('code that committed is not run again, and a person settles it', async () => {
    const fleet = await makeFleet(groundOf(mariadb), 1, files("insert into events values ('code'); commit"))
    const { targets } = await behindHeldRow(fleet)
    expect(targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(targets[0]?.error?.detail).toContain('It ended well, and the note of that failed')
    expect(await rowsOf(fleet, 'select what from events')).toEqual(['code'])
  })

  test('rows of a table that knows no transactions are not written again, and a person settles it', async () => {
    const fleet = await makeFleet(groundOf(mariadb), 1, {
      '0001_begin.up.sql': 'create table events (what varchar(40)) engine = MyISAM;',
      '0002_rows.up.sql': `insert into events select if(get_lock('${gate}', 3600) + release_lock('${gate}') = 2, 'row', '');`,
    })
    const { targets } = await behindHeldRow(fleet)
    expect(targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(await rowsOf(fleet, 'select what from events')).toEqual(['row'])
  })

  test.each([
    [
      'an index without a name',
      'alter table counted add index (a);',
      "select index_name from information_schema.statistics where table_schema = database() and table_name = 'counted'",
      ['a'],
    ],
    [
      'a column',
      'alter table counted add column c integer;',
      "select column_name from information_schema.columns where table_schema = database() and table_name = 'counted' order by 1",
      ['a', 'c'],
    ],
  ])('%s that was added is not added again', async (_, change, asked, expected) => {
    const fleet = await makeFleet(groundOf(mariadb), 1, {
      '0001_begin.up.sql': 'create table counted (a integer);',
      '0002_change.up.sql': `set lock_wait_timeout = 60; ${change}`,
    })
    const { run, targets } = await changeBehindHeldRow(fleet)
    expect(run.state, JSON.stringify(targets)).toBe('done')
    expect(await rowsOf(fleet, asked)).toEqual(expected)
  })

  /** The table is held until the change of it waits, then the row is. */
  const changeBehindHeldRow = async (fleet: Fleet) => {
    const {
      plots: [plot],
    } = fleet
    const console = openFaultConsole(fleet.directory, fleet.ground.password)
    await follow(console, () => console.client.migrations.apply({ targets: selecting(...fleet.names), source: fleet.source, to: '0001' }))
    await console.close()
    const table = await holdTable(server(), plot?.database ?? '', 'counted')
    const ended = begin(fleet)
    await waitsFor(fleet, 'Waiting for table metadata lock')
    const row = await holdRow(fleet, '0002')
    await table.letGo()
    await wait(heldMs)
    await row.run('rollback')
    await row.end()
    return ended
  }
})

test('a change of the schema that is prepared only where it is needed is tried again until its table is free', async () => {
  const fleet = await makeFleet(groundOf(mariadb), 1, {
    '0001_begin.up.sql': 'create table counted (a integer);',
    '0002_change.up.sql': `
      set @s = if((select count(*) from information_schema.columns where table_schema = database() and column_name = 'c') = 0,
        'alter table counted add column c integer', 'select 1');
      prepare s from @s; execute s; deallocate prepare s;
      set @s = if((select count(*) from information_schema.columns where table_schema = database() and column_name = 'c') = 0,
        'alter table counted add column c integer', 'select 1');
      prepare s from @s; execute s; deallocate prepare s;`,
  })
  const console = openFaultConsole(fleet.directory, fleet.ground.password)
  await follow(console, () => console.client.migrations.apply({ targets: selecting(...fleet.names), source: fleet.source, to: '0001' }))
  await console.close()
  const table = await holdTable(server(), fleet.plots[0]?.database ?? '', 'counted')
  const ended = begin(fleet)
  await waitsFor(fleet, 'Waiting for table metadata lock')
  await wait(lockTimeoutMs * 1.5)
  await table.letGo()
  const { run, targets } = await ended
  expect(run.state, JSON.stringify(targets)).toBe('done')
  expect(
    await rowsOf(
      fleet,
      "select column_name from information_schema.columns where table_schema = database() and table_name = 'counted' order by 1",
    ),
  ).toEqual(['a', 'c'])
})
