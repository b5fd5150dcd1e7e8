import { afterEach, describe, expect, test, vi } from 'vitest'
import { evidenceOf, invalidIndexes, openSchemaSession } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { sharedServer } from '../servers/index.ts'
import { everyEngine, mariadb, openOptions, postgres15, postgres18, type TestDatabase, type TestEngine } from './engines-kit.ts'

const open: { end(): Promise<void> }[] = []
afterEach(async () => {
  for (const session of open.splice(0)) await session.end()
})

const sessionOf = async (database: TestDatabase) => {
  const session = await openSchemaSession(database.config, {
    ...openOptions(sharedServer('mariadb').password),
    startChild: startNodeChild,
    readWrite: true,
  })
  open.push(session)
  return session
}

const changing: Readonly<Record<TestEngine['kind'], readonly string[]>> = {
  postgres: [
    'create index concurrently refunds_amount on refunds (amount)',
    'drop index concurrently refunds_old',
    "alter type state add value 'paid'",
    'alter table refunds add column note text',
    'alter table refunds rename to payments',
    'create table fresh (id int)',
    'drop table notes',
    'alter table refunds validate constraint positive',
    'create function f() returns int language sql return 2',
  ],
  mysql: [
    'create index refunds_amount on refunds (amount)',
    'drop index refunds_old on refunds',
    'alter table refunds add column note varchar(20)',
    'alter table refunds modify column amount bigint not null',
    'alter table refunds alter column amount set default 3',
    'alter table refunds rename to payments',
    'rename table notes to remarks',
    'create table fresh (id int)',
    'drop table notes',
    'create view open_refunds as select id from refunds',
    'create procedure p() select 1',
    'create trigger refunds_check before insert on refunds for each row set new.amount = 1',
    'alter table refunds add constraint at_least check (amount > 0)',
    "alter table refunds comment = 'told'",
    'alter table notes add foreign key (refund) references refunds (id)',
  ],
  sqlite: [
    'create index refunds_amount on refunds (amount)',
    'alter table refunds add column note text',
    'drop table notes',
    'create view v as select 1',
  ],
}

const setups: Readonly<Record<TestEngine['kind'], string>> = {
  postgres: `create type state as enum ('open'); create table refunds (id int primary key, amount int); create index refunds_old on refunds (id, amount);
    alter table refunds add constraint positive check (amount > 0) not valid; create table notes (id int); create table others (id int)`,
  mysql: `create table refunds (id int primary key, amount int); create index refunds_old on refunds (id, amount); create table notes (id int primary key, refund int); create table others (id int)`,
  sqlite: `create table refunds (id integer primary key, amount int); create table notes (id int); create table others (id int)`,
}

describe.each(everyEngine)('$title: the state of what a statement names', ({ kind, create }) => {
  test.each(changing[kind])('is another one after %s', async (sql) => {
    const database = await create(setups[kind])
    const session = await sessionOf(database)
    const before = await evidenceOf(session, sql)
    expect(before).toMatch(/^[0-9a-f]{16}$/)
    expect(await evidenceOf(session, sql)).toBe(before)
    await session.command(sql)
    expect(await evidenceOf(session, sql)).not.toBe(before)
  })

  test('is the same after rows came and other tables changed', async () => {
    const database = await create(setups[kind])
    const session = await sessionOf(database)
    const sql = 'create index refunds_amount on refunds (amount)'
    const before = await evidenceOf(session, sql)
    await session.command('insert into refunds (id, amount) values (1, 2)')
    await session.command(kind === 'mysql' ? 'analyze table refunds' : 'analyze')
    await session.command('create index others_id on others (id)')
    await session.command(kind === 'mysql' ? 'alter table others add column more int' : 'alter table others add more int')
    expect(await evidenceOf(session, sql)).toBe(before)
  })
})

test('the evidence is one question to the database, however many tables it has', async () => {
  for (const engine of [postgres15, mariadb]) {
    const tables = Array.from({ length: 60 }, (_, n) => `create table t${n} (id int primary key, a int, b varchar(20))`)
    const session = await sessionOf(await engine.create(`${tables.join(';')};`))
    const asked = vi.spyOn(session, 'rows')
    await evidenceOf(session, 'alter table t7 add column c int')
    expect(asked).toHaveBeenCalledTimes(1)
  }
})

test('several tables are dropped when none of them is left', async () => {
  const session = await sessionOf(await mariadb.create('create table one (id int); create table two (id int);'))
  const before = await evidenceOf(session, 'drop table one, two')
  await session.command('drop table one')
  expect(await evidenceOf(session, 'drop table one, two')).toBe(before)
  await session.command('drop table two')
  expect(await evidenceOf(session, 'drop table one, two')).not.toBe(before)
})

describe.each([postgres15, postgres18])('$title: an index left half-built', ({ create }) => {
  const broken = async (): Promise<TestDatabase> => {
    const database = await create(
      'create table refunds (id int, amount int); insert into refunds values (1, 5), (2, 5); create table "Notes" (id int); insert into "Notes" values (1), (1)',
    )
    const session = await sessionOf(database)
    await expect(session.command('create unique index concurrently refunds_amount on refunds (amount)')).rejects.toThrow()
    await expect(session.command('create unique index concurrently on "Notes" (id)')).rejects.toThrow()
    return database
  }

  test('is named by the statement that builds it again, and by no other', async () => {
    const session = await sessionOf(await broken())
    expect(
      await invalidIndexes(session, 'create unique index concurrently if not exists refunds_amount on public.refunds (amount)'),
    ).toEqual(['public.refunds_amount'])
    expect(await invalidIndexes(session, 'CREATE UNIQUE INDEX CONCURRENTLY ON "Notes" (id)')).toEqual(['public."Notes_id_idx"'])
    expect(await invalidIndexes(session, 'create index concurrently another on refunds (id)')).toEqual([])
    expect(await invalidIndexes(session, 'alter table refunds add column note text')).toEqual([])
  })

  test('stands in the way no more once it is dropped, and the evidence is that of before', async () => {
    const session = await sessionOf(await create('create table refunds (id int, amount int); insert into refunds values (1, 5), (2, 5)'))
    const sql = 'create unique index concurrently refunds_amount on refunds (amount)'
    const before = await evidenceOf(session, sql)
    await expect(session.command(sql)).rejects.toThrow()
    expect(await evidenceOf(session, sql)).not.toBe(before)
    for (const index of await invalidIndexes(session, sql)) await session.command(`drop index concurrently if exists ${index}`)
    expect(await evidenceOf(session, sql)).toBe(before)
    await session.command('delete from refunds where id = 2')
    await session.command(sql)
    expect(await invalidIndexes(session, sql)).toEqual([])
  })

  test('of a partitioned table waits for its parts and is left alone', async () => {
    const session = await sessionOf(
      await create(
        'create table r (id int) partition by range (id); create table r1 partition of r for values from (0) to (9); create index r_id on only r (id)',
      ),
    )
    expect(await invalidIndexes(session, 'create index concurrently r_id on r1 (id)')).toEqual([])
  })
})
