import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedServer } from '../servers/index.ts'
import { everyEngine, mariadb, postgres15, postgres18, serverConfig, sqlite, sqliteFile } from './engines-kit.ts'

const setup = 'create table t (id int not null primary key, n int); insert into t values (1,10),(2,20),(3,30);'

describe.each(everyEngine)('$title', ({ kind, create }) => {
  test('a person’s own statement gives its rows, up to the limit', async () => {
    const { database } = await create(setup)
    const result = await database.query('select id, n from t order by id', { limit: 2 })
    expect(result).toMatchObject({
      rows: [
        [1, 10],
        [2, 20],
      ],
      truncated: true,
    })
    expect(result.columns.map((column) => column.name)).toEqual(['id', 'n'])
    expect(await database.query('select id from t where 1 = 0', { limit: 2 })).toMatchObject({
      rows: [],
      truncated: false,
      columns: [{ name: 'id' }],
    })
    expect((await database.query('-- why\n/* and how */ select 1 as a;', { limit: 5 })).rows).toHaveLength(1)
    expect((await database.query('with x as (select 1 as a) select a from x', { limit: 5 })).rows).toHaveLength(1)
    expect(
      (await database.query(kind === 'sqlite' ? 'explain query plan select * from t' : 'explain select * from t', { limit: 50 })).rows
        .length,
    ).toBeGreaterThan(0)
  })

  test('what writes is refused, whatever it is called, and nothing is written', async () => {
    const { database, reopen } = await create(setup)
    const writes = [
      'insert into t values (4, 40)',
      'update t set n = 0',
      'delete from t',
      'drop table t',
      'create table made (a int)',
      'create index made on t (n)',
      'alter table t add column made int',
      '/* select */ delete from t',
      '-- select\ndelete from t',
      ...(kind === 'sqlite'
        ? []
        : ['create temporary table made (a int)', 'truncate table t', 'grant select on t to public', 'create view made as select 1']),
      ...(kind === 'mysql' ? [] : ['with gone as (select 1) delete from t']),
    ]
    for (const write of writes)
      await expect(database.query(write, { limit: 1 }), write).rejects.toMatchObject({
        code: expect.stringMatching(/^query\.(read-only|failed)$/),
      })
    for (const write of writes.slice(0, 9))
      await expect(database.query(write, { limit: 1 }), write).rejects.toMatchObject({ code: 'query.read-only' })
    const after = reopen()
    expect((await after.query('select * from t order by id', { limit: 9 })).rows).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ])
    expect((await after.tables()).map((table) => table.name)).toEqual(['t'])
  })

  test('two statements are refused, also with a comment or a commit between', async () => {
    const { database, reopen } = await create(setup)
    for (const text of [
      'select 1; select 2',
      'select 1; commit; insert into t values (4, 40)',
      'select 1; /* x */ insert into t values (4, 40)',
    ])
      await expect(database.query(text, { limit: 1 }), text).rejects.toMatchObject({ code: 'query.not-single' })
    for (const text of ['', '   ', '-- nothing', ';'])
      await expect(database.query(text, { limit: 1 })).rejects.toMatchObject({ code: 'query.not-single' })
    expect((await reopen().query('select count(*) from t', { limit: 1 })).rows.flat().map(Number)).toEqual([3])
  })

  test('a mistake is told in the database’s words', async () => {
    const { database } = await create(setup)
    await expect(database.query('select nope from t', { limit: 1 })).rejects.toMatchObject({
      code: 'query.failed',
      detail: expect.stringContaining('nope'),
    })
    await expect(database.query('select * from nope', { limit: 1 })).rejects.toMatchObject({ detail: expect.stringContaining('nope') })
    expect((await database.query('select 1', { limit: 1 })).rows).toHaveLength(1)
  })

  test('our own sessions are kept from writing by the database itself', async () => {
    const { database } = await create(setup)
    for (const sql of ['insert into t values (9, 9)', 'update t set n = 1', 'delete from t'])
      await expect(database.read({ sql, parameters: [] }), sql).rejects.toMatchObject({ code: 'query.read-only' })
    expect(await database.count({ table: { schema: null, name: 't' }, filters: [] })).toBe('3')
  })

  test('statements are told to whoever logs them, without their values', async () => {
    const { reopen } = await create(setup)
    const told: string[] = []
    const database = reopen({ onStatement: (sql) => told.push(sql) })
    await database.count({ table: { schema: null, name: 't' }, filters: [{ column: 'n', operator: 'eq', values: ['12345'] }] })
    expect(told.some((sql) => sql.includes('count(*)'))).toBe(true)
    expect(told.join()).not.toContain('12345')
  })
})

test.each([postgres15, postgres18])('$title: the known ways out of a read-only transaction are closed', async ({ create, title }) => {
  const { database, execute, reopen } = await create(`${setup}
    create sequence s; create function sneak() returns int language plpgsql security definer as $$ begin insert into t values (99, 99); return 1; end $$;
    create function unset() returns text language sql as $$ select set_config('transaction_read_only', 'off', false) $$;
    create procedure proc() language plpgsql as $$ begin commit; insert into t values (98, 98); commit; end $$;`)
  const refused = [
    'select sneak()',
    'select unset()',
    "select set_config('transaction_read_only', 'off', true)",
    "select dblink_exec('dbname=postgres', 'create table provost_never (a int)')",
    'select pg_catalog.pg_reload_conf()',
    'select pg_terminate_backend(1)',
    "select nextval('s')",
    'set transaction read write',
    'set session characteristics as transaction read write',
    'set default_transaction_read_only = off',
    'reset all',
    'commit',
    'begin',
    'call proc()',
    'do $$ begin commit; insert into t values (97, 97); end $$',
    "copy t to '/tmp/provost-never'",
    "copy (select 1) to program 'touch /tmp/provost-never'",
    'copy t from stdin',
    'listen x',
    "notify x, 'y'",
    'explain analyze insert into t values (96, 96)',
    'select * into made from t',
    'lock table t in access exclusive mode',
    'prepare p as insert into t values (95, 95)',
  ]
  for (const sql of refused)
    await expect(database.query(sql, { limit: 1 }), sql).rejects.toMatchObject({
      code: expect.stringMatching(/^query\.(read-only|failed)$/),
    })
  expect(existsSync('/tmp/provost-never')).toBe(false)
  // Permitted in a read-only transaction by PostgreSQL; rolled back all the same.
  await database.query('explain analyze create table made as select 1', { limit: 9 })
  expect((await database.tables()).map((table) => table.name)).toEqual(['t'])
  await database.query('select lo_create(0)', { limit: 1 }).catch(() => {})
  expect(await execute('select count(*)::int as n from pg_largeobject_metadata')).toEqual([{ n: 0 }])
  await database.query('select pg_advisory_lock(4711)', { limit: 1 })
  expect(await execute("select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = 4711"), title).toEqual([{ n: 0 }])
  await database.query("select set_config('search_path', 'pg_catalog', false), set_config('default_transaction_read_only', 'off', false)", {
    limit: 1,
  })
  await expect(database.read({ sql: 'insert into t values (9, 9)', parameters: [] })).rejects.toMatchObject({ code: 'query.read-only' })
  expect((await reopen().query('select count(*) from t', { limit: 1 })).rows).toEqual([['3']])
})

test('MariaDB: the known ways out of a read-only transaction are closed', async () => {
  const { database, execute, reopen } =
    await mariadb.create(`${setup} create sequence s; create function sneak() returns int deterministic begin insert into t values (99, 99); return 1; end;
    create procedure proc() begin insert into t values (98, 98); commit; end; create table m (a int) engine = myisam;`)
  const refused = [
    'select sneak()',
    'select nextval(s)',
    'select next value for s',
    'select setval(s, 10)',
    'call proc()',
    "select * from t into outfile '/tmp/provost-never'",
    "select 1 into dumpfile '/tmp/provost-never'",
    "select 1 /*! into outfile '/tmp/provost-never' */",
    'select 1 /*M! into @x */',
    '/*! delete from t */',
    '/*!50000 drop table t */',
    'set global max_connections = 10',
    'set session transaction read write',
    'lock tables t write',
    'create temporary table made (a int)',
    'insert into m values (1)',
    'start transaction read write',
    'commit',
    'do sneak()',
    'handler t open',
    'analyze table t',
    'flush tables',
    "load data infile '/etc/passwd' into table t",
    "prepare p from 'delete from t'",
    'execute immediate "delete from t"',
    'kill 1',
    'begin not atomic delete from t; end',
  ]
  for (const sql of refused)
    await expect(database.query(sql, { limit: 1 }), sql).rejects.toMatchObject({
      code: expect.stringMatching(/^query\.(read-only|failed)$/),
    })
  expect(existsSync('/tmp/provost-never')).toBe(false)
  await database.query("select get_lock('provost', 0), @kept := 5", { limit: 1 })
  expect((await database.query('select @kept as kept', { limit: 1 })).rows).toEqual([[null]])
  expect(await execute("select is_used_lock('provost') as holder")).toEqual([{ holder: null }])
  expect((await reopen().query('select count(*) from t', { limit: 1 })).rows).toEqual([['3']])
  // A word within a string, a quoted name or a comment is no command, and `--1` no comment.
  expect((await database.query("select 'x into y' as `into`, 5--1 as n -- into outfile\n", { limit: 1 })).rows).toEqual([['x into y', 6]])
  expect((await database.query('show tables', { limit: 10 })).rows.flat()).toContain('t')
  expect((await database.query('describe t', { limit: 10 })).rows).toHaveLength(2)
})

test('SQLite: files, pragmas and functions that reach further are refused', async () => {
  const { database, reopen } = await sqlite.create(setup)
  const other = await sqliteFile()
  for (const sql of [
    `attach '${other}' as other`,
    'pragma query_only = off',
    'pragma query_only(0)',
    'pragma journal_mode = delete',
    'pragma main.user_version = 7',
    'pragma writable_schema = on',
    'pragma optimize',
    'explain pragma query_only = off',
    ';pragma query_only = off',
    'explain query plan pragma query_only(0)',
    'vacuum',
    `vacuum into '${other}'`,
    'begin',
    'reindex',
    "select load_extension('x')",
    'explain delete from t; delete from t',
    'insert into t values (4, 40) returning id',
    "select writefile('/tmp/provost-never', 'x')",
  ])
    await expect(database.query(sql, { limit: 1 }), sql).rejects.toMatchObject({
      code: expect.stringMatching(/^query\.(read-only|failed|not-single)$/),
    })
  expect(existsSync(other)).toBe(false)
  expect(existsSync(join(dirname(other), 'provost-never'))).toBe(false)
  expect((await database.query('pragma table_info(t)', { limit: 10 })).rows).toHaveLength(2)
  expect((await database.query('pragma user_version', { limit: 10 })).rows).toEqual([[0]])
  expect((await reopen().query('select count(*) from t', { limit: 1 })).rows).toEqual([[3]])
})

test('PostgreSQL 15: a login without rights reads what it may and hears why not', async () => {
  const tenant = await postgres15.create(`${setup} create table secret (a int)`)
  const server = sharedServer('postgres15')
  const role = `reader_${Date.now().toString(36)}`
  await tenant.execute(`create role ${role} login password 'pw'; grant select on t to ${role}`)
  const database = tenant.reopen(
    { password: async () => 'pw' },
    { ...serverConfig(server, ''), user: role, database: tenant.config.engine === 'sqlite' ? '' : tenant.config.database },
  )
  expect((await database.tables()).map((table) => table.name)).toEqual(['secret', 't'])
  await expect(
    database.page({
      table: { schema: 'public', name: 'secret' },
      sort: [],
      filters: [],
      limit: 1,
      maxBytes: 1000,
      place: { from: 'start' },
      hidden: [],
    }),
  ).rejects.toMatchObject({
    code: 'connection.permission-denied',
    detail: expect.stringContaining('secret'),
  })
  expect((await database.query('select count(*) from t', { limit: 1 })).rows).toEqual([['3']])
})
