import { describe, expect, test } from 'vitest'
import { everyEngine, mariadb, postgres15, postgres18, request, sqlite } from './engines-kit.ts'

describe.each(everyEngine)('$title', ({ kind, create }) => {
  const quote = (name: string): string => (kind === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`)
  const schema = kind === 'postgres' ? 'public' : null

  test('two hundred tables come in one go, with their columns', async () => {
    const tables = Array.from(
      { length: 200 },
      (_, n) => `create table table_${String(n).padStart(3, '0')} (id int not null primary key, a varchar(10), b int)`,
    )
    const { reopen } = await create(`${tables.join(';')};`)
    const told: string[] = []
    const database = reopen({ onStatement: (sql) => told.push(sql) })
    const catalog = await database.catalog()
    expect(catalog).toHaveLength(200)
    expect(catalog.every((table) => table.columns.length === 3)).toBe(true)
    expect(await database.tables()).toHaveLength(200)
    expect(told.length).toBeLessThan(10)
  })

  test('names of every sort open without an error', async () => {
    const names = [
      'Mixed Case',
      'select',
      'ünïcödé 日本',
      `quo'te`,
      `dou"ble`,
      `back\`tick`,
      'a.b',
      '; drop table x; --',
      '%',
      ' leading',
      '1st',
      'x'.repeat(60),
      '$1',
      'back\\slash',
    ]
    const { database } = await create(
      `${names.map((name) => `create table ${quote(name)} (${quote(name)} int not null primary key, ${quote('other')} int)`).join(';')};`,
    )
    expect((await database.tables()).map((table) => table.name).sort()).toEqual([...names].sort())
    for (const name of names) {
      const description = await database.describe({ schema: null, name })
      expect(description.columns.map((column) => column.name)).toEqual([name, 'other'])
      const page = await database.page(
        request(name, {
          sort: [{ column: name, direction: 'desc' }],
          filters: [{ column: name, operator: 'gt', values: ['0'] }],
          cellBytes: 100,
        }),
      )
      expect(page.rows).toEqual([])
      expect(await database.count({ table: { schema: null, name }, filters: [] })).toBe('0')
    }
  })

  test('keys, indexes and foreign keys are told from both sides, with those that lack an index', async () => {
    const { database } = await create(`create table person (id int not null primary key, mail varchar(50) not null unique, born int);
      create table course (code varchar(10) not null, year int not null, title varchar(20), primary key (code, year));
      create table visit (id int not null primary key, person_id int not null${kind === 'sqlite' ? ' references person (id) on delete cascade' : ''}, code varchar(10), year int
        ${kind === 'sqlite' ? '' : ', constraint visit_person foreign key (person_id) references person (id) on delete cascade'}
        , constraint visit_course foreign key (code, year) references course (code, year));
      create index visit_by_course on visit (code, year, id);
      create view adults as select * from person where born < 2000;`)
    const visit = await database.describe({ schema: null, name: 'visit' })
    expect(visit.identity).toBe('key')
    const toPerson = visit.foreignKeys.find((key) => key.references.name === 'person')
    expect(toPerson).toMatchObject({
      columns: ['person_id'],
      references: { schema, name: 'person', columns: ['id'] },
      onDelete: 'cascade',
      indexed: kind === 'mysql',
    })
    expect(visit.foreignKeys.find((key) => key.references.name === 'course')).toMatchObject({
      columns: ['code', 'year'],
      references: { columns: ['code', 'year'] },
      indexed: true,
    })
    expect(visit.indexes.find((index) => index.name === 'visit_by_course')).toMatchObject({
      columns: ['code', 'year', 'id'],
      unique: false,
      primary: false,
    })
    expect(visit.indexes.find((index) => index.name === 'visit_by_course')?.definition).toMatch(/index/i)
    const person = await database.describe({ schema, name: 'person' })
    expect(person.referencedBy).toEqual([{ schema, name: 'visit', columns: ['person_id'] }])
    expect(person.indexes.some((index) => index.unique && index.columns.join() === 'mail')).toBe(true)
    const course = await database.describe({ schema: null, name: 'course' })
    expect(course.columns.map((column) => column.keyPosition)).toEqual([1, 2, null])
    const view = await database.describe({ schema: null, name: 'adults' })
    expect(view).toMatchObject({ table: { kind: 'view' }, identity: 'none', foreignKeys: [] })
    const catalog = await database.catalog()
    expect(catalog.find((table) => table.name === 'course')?.columns.map((column) => column.keyPosition)).toEqual([1, 2, null])
    expect(catalog.find((table) => table.name === 'adults')?.kind).toBe('view')
    expect(catalog.find((table) => table.name === 'person')?.columns.find((column) => column.name === 'born')).toMatchObject({
      nullable: true,
      kind: 'integer',
    })
    await expect(database.describe({ schema: null, name: 'persons' })).rejects.toMatchObject({
      code: 'table.unknown',
      remedy: expect.arrayContaining([expect.stringContaining('person')]),
    })
    await expect(database.describe({ schema: 'elsewhere', name: 'person' })).rejects.toMatchObject({ code: 'table.unknown' })
  })

  test('defaults and generated columns are told', async () => {
    const generated = kind === 'mysql' ? 'int generated always as (a * 2) stored' : 'int generated always as (a * 2) stored'
    const { database } = await create(
      `create table g (id int not null primary key, a int default 5, b ${generated}, c varchar(10) default 'x''y');`,
    )
    const { columns } = await database.describe({ schema: null, name: 'g' })
    expect(columns.find((column) => column.name === 'b')).toMatchObject({ generated: true })
    expect(columns.find((column) => column.name === 'a')).toMatchObject({ generated: false, default: '5' })
    expect(columns.find((column) => column.name === 'c')?.default).toContain('x')
    expect(columns.find((column) => column.name === 'id')?.default).toBeNull()
  })

  test('the server, the size and an estimate of rows are told', async () => {
    const { database, execute } = await create(
      `create table t (id int not null primary key); insert into t values ${Array.from({ length: 500 }, (_, n) => `(${n})`).join(',')};`,
    )
    expect((await database.server()).version).toMatch(/^\d+\.\d+/)
    expect(await database.size()).toBeGreaterThan(1000)
    expect(await database.ping()).toBeGreaterThan(0)
    await execute('create index t_id on t (id)')
    await execute(kind === 'mysql' ? 'analyze table t' : 'analyze')
    expect((await database.tables())[0]?.estimatedRows).toBe(500)
  })
})

test.each([postgres15, postgres18])('$title: schemas, kinds of tables, comments, enums, identities and partitions', async ({ create }) => {
  const { database, execute } =
    await create(`create schema "Compliance Office"; create table "Compliance Office"."Ledger" (id bigint generated always as identity primary key, amount numeric(10,2) not null);
    comment on table "Compliance Office"."Ledger" is 'Money in cents'; comment on column "Compliance Office"."Ledger".amount is 'Never negative';
    create type mood as enum ('sad', 'ok'); create domain mail as text not null; create table plain (m mood, e mail, a int[]);
    create materialized view mat as select 1 as one; create table part (id int, d date) partition by range (d);
    create table part_1 partition of part for values from ('2026-01-01') to ('2027-01-01'); insert into part select i, '2026-02-01' from generate_series(1, 50) i;
    create extension if not exists postgres_fdw; create server elsewhere foreign data wrapper postgres_fdw; create foreign table far (id int) server elsewhere;
    create unlogged table quick (id int); analyze`).catch(async (error: unknown) => {
      // The foreign-data wrapper is an extension that a minimal build may lack.
      if (!/postgres_fdw/.test(String(error))) throw error
      return create(`create schema "Compliance Office"; create table "Compliance Office"."Ledger" (id bigint generated always as identity primary key, amount numeric(10,2) not null);
      comment on table "Compliance Office"."Ledger" is 'Money in cents'; comment on column "Compliance Office"."Ledger".amount is 'Never negative';
      create type mood as enum ('sad', 'ok'); create domain mail as text not null; create table plain (m mood, e mail, a int[]);
      create materialized view mat as select 1 as one; create table part (id int, d date) partition by range (d);
      create table part_1 partition of part for values from ('2026-01-01') to ('2027-01-01'); insert into part select i, '2026-02-01' from generate_series(1, 50) i; analyze`)
    })
  const kinds = Object.fromEntries((await database.tables()).map((table) => [table.name, table.kind]))
  expect(kinds).toMatchObject({ Ledger: 'table', plain: 'table', mat: 'materialized-view', part: 'partitioned-table' })
  expect(kinds).not.toHaveProperty('part_1')
  if ('far' in kinds) expect(kinds['far']).toBe('foreign-table')
  expect((await database.tables()).find((table) => table.name === 'part')).toMatchObject({ estimatedRows: 50, schema: 'public' })
  const ledger = await database.describe({ schema: 'Compliance Office', name: 'Ledger' })
  expect(ledger.table).toMatchObject({ schema: 'Compliance Office', comment: 'Money in cents' })
  expect(ledger.columns).toMatchObject([
    { name: 'id', default: 'generated always as identity', generated: true, keyPosition: 1 },
    { name: 'amount', comment: 'Never negative', nullable: false, type: 'numeric(10,2)' },
  ])
  const plain = await database.describe({ schema: null, name: 'plain' })
  expect(plain.columns).toMatchObject([{ kind: 'enum', enumValues: ['sad', 'ok'] }, { kind: 'text', nullable: false }, { kind: 'array' }])
  expect(plain.identity).toBe('row-address')
  expect((await database.page(request('Ledger', { table: { schema: 'Compliance Office', name: 'Ledger' } }))).rows).toEqual([])
  await execute('drop materialized view mat')
})

test('MariaDB: ZEROFILL ids, JSON, comments, broken views and names that differ only in case', async () => {
  const { database, execute } =
    await mariadb.create(`create table Users (id int(8) unsigned zerofill auto_increment primary key comment 'the id', j json, e enum('a','b')) comment 'People'; create table users (id int primary key);
    create table gone (a int); create view broken as select a from gone; drop table gone; create table cam (a int) with system versioning;`)
  const tables = await database.tables()
  expect(tables.map((table) => table.name)).toEqual(expect.arrayContaining(['Users', 'users', 'broken', 'cam']))
  expect(tables.find((table) => table.name === 'Users')?.comment).toBe('People')
  const users = await database.describe({ schema: null, name: 'Users' })
  expect(users.columns).toMatchObject([
    { type: 'int(8) unsigned zerofill', default: 'auto_increment', comment: 'the id' },
    { kind: 'json' },
    { enumValues: ['a', 'b'] },
  ])
  expect((await database.describe({ schema: null, name: 'users' })).columns).toHaveLength(1)
  await execute('insert into Users (j, e) values (null, null)')
  expect((await database.page(request('Users'))).rows).toEqual([['00000001', null, null]])
  expect((await database.page(request('users'))).rows).toEqual([])
  expect((await database.catalog()).map((table) => table.name)).toContain('Users')
  await expect(database.page(request('broken'))).rejects.toMatchObject({ code: expect.stringMatching(/^(query\.failed|table\.)/) })
})

test('SQLite: broken views, virtual tables, tables without rowid and shadowed rowids open without an error', async () => {
  const { database } = await sqlite.create(`create table gone (a int); create view broken as select a from gone; drop table gone;
    create virtual table words using fts5(body); insert into words values ('hello'); create table w (a text primary key) without rowid; insert into w values ('x');
    create table s (rowid text, _rowid_ text, v int); insert into s values ('a', 'b', 1), ('a', 'b', 2); create table auto (id integer primary key autoincrement); insert into auto values (7);`)
  expect((await database.tables()).map((table) => table.name)).toEqual(expect.arrayContaining(['auto', 'broken', 's', 'w', 'words']))
  expect((await database.catalog()).map((table) => table.name)).toEqual(expect.arrayContaining(['auto', 's', 'w', 'words']))
  for (const [name, rows] of [
    ['words', 1],
    ['w', 1],
    ['s', 2],
    ['auto', 1],
  ] as const)
    expect((await database.page(request(name, { cellBytes: 100 }))).rows).toHaveLength(rows)
  await expect(database.page(request('broken'))).rejects.toMatchObject({ code: expect.stringMatching(/^(query\.failed|table\.)/) })
})
