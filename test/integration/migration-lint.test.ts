import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lintMemory, lintStatements, splitStatements } from '../../src/main/engines/index.ts'
import { sharedServer, type TestServer } from '../servers/index.ts'

/** What the lint says of a statement, told what the table is. */
const rulesOf = async (engine: 'postgres' | 'mysql', table: string, sql: string, transactional = false): Promise<string[]> => {
  const memory = lintMemory()
  await lintStatements(engine, await splitStatements(engine, table), { transactional }, memory)
  return (await lintStatements(engine, await splitStatements(engine, sql), { transactional }, memory)).map(({ rule }) => rule)
}

// What the lint claims, shown by the servers themselves.
describe.each(['postgres15', 'postgres18'] as const)('what the lint says is true on %s', (name) => {
  const made = 'create table t (id int not null, a varchar(20), n numeric(8, 2), o int)'
  let server: TestServer
  let database: string
  const run = (sql: string) => server.execute(database, sql)
  const rules = (sql: string, transactional = false) => rulesOf('postgres', made, sql, transactional)
  const storage = async (): Promise<unknown> => (await run("select pg_relation_filenode('t') as node"))[0]?.['node']
  /** The locks a statement holds until the end of its transaction, of those that make writers or readers wait. */
  const locks = async (sql: string, table = 't'): Promise<unknown[]> => {
    const rows =
      await run(`begin; ${sql}; select distinct mode from pg_locks where relation = '${table}'::regclass and pid = pg_backend_pid()
      and mode in ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock') order by mode`)
    return rows.map((row) => row['mode'])
  }
  /** How often a statement reads the whole table. */
  const scans = async (sql: string): Promise<number> =>
    Number((await run(`begin; ${sql}; select seq_scan from pg_stat_xact_user_tables where relname = 't'`))[0]?.['seq_scan'])

  beforeAll(async () => {
    server = sharedServer(name)
    database = await server.createDatabase()
    await run(`create table other (id int primary key); insert into other values (1); create type mood as enum ('calm');
      create function ours() returns text language plpgsql volatile as $$ begin return random(); end $$`)
  })
  beforeEach(() =>
    run(`drop table if exists t cascade; drop materialized view if exists v; ${made}; insert into t select i, 'a' || i, i, 1 from generate_series(1, 100) i;
      create index i on t (a); create unique index u on t (id); create materialized view v as select 1 as one;
      alter table t add constraint late check (o > 0) not valid`),
  )

  it.each([
    ['volatile-default-rewrite', 'alter table t add b uuid default gen_random_uuid()'],
    ['volatile-default-rewrite', 'alter table t add b text default ours()'],
    ['generated-column-rewrite', 'alter table t add b serial'],
    ['generated-column-rewrite', 'alter table t add b int generated always as identity'],
    ['generated-column-rewrite', 'alter table t add b int generated always as (id + 1) stored'],
    ['type-change-rewrite', 'alter table t alter id type bigint'],
    ['type-narrowing', 'alter table t alter a type varchar(10)'],
    ['set-logged', 'alter table t set unlogged'],
    ['cluster', 'cluster t using i'],
    ['vacuum-full', 'vacuum full t'],
  ])('%s: the table is written anew by %s', async (rule, sql) => {
    expect(await rules(sql)).toEqual([rule])
    const before = await storage()
    await run(sql)
    expect(await storage()).not.toBe(before)
  })

  it.each([
    'alter table t add b timestamptz default now()',
    "alter table t add b text not null default 'x'",
    "alter table t add b text default upper('x')",
    'alter table t add b int references other (id)',
    'alter table t alter a type varchar(40)',
    'alter table t alter a type text',
    'alter table t alter n type numeric(12, 2)',
    'alter table t add check (id > 0) not valid',
    'alter table t add foreign key (o) references other (id) not valid',
    'alter table t add unique using index u',
  ])('the table is neither written anew nor read by %s, of which nothing is said', async (sql) => {
    expect(await rules(sql)).toEqual([])
    expect(await scans(sql)).toBe(0)
    const before = await storage()
    await run(sql)
    expect(await storage()).toBe(before)
  })

  it.each([
    ['set-not-null-scan', 'alter table t alter a set not null'],
    ['constraint-validates', 'alter table t add check (id > 0)'],
    ['constraint-validates', 'alter table t add b int check (b > 0)'],
    ['unique-constraint-builds-index', 'alter table t add unique (id, a)'],
    ['unique-constraint-builds-index', 'alter table t add primary key (id)'],
  ])('%s: all rows are read under an exclusive lock by %s', async (rule, sql) => {
    expect(await rules(sql)).toEqual([rule])
    expect(await scans(sql)).toBeGreaterThan(0)
    expect(await locks(sql)).toContain('AccessExclusiveLock')
  })

  it.each([
    ['index-without-concurrently', 'create index on t (id)', 't', 'ShareLock'],
    ['reindex-without-concurrently', 'reindex table t', 't', 'ShareLock'],
    ['drop-index-without-concurrently', 'drop index i', 't', 'AccessExclusiveLock'],
    ['constraint-validates', 'alter table t add foreign key (o) references other (id)', 't', 'ShareRowExclusiveLock'],
    ['constraint-validates', 'alter table t add foreign key (o) references other (id)', 'other', 'ShareRowExclusiveLock'],
    ['refresh-without-concurrently', 'refresh materialized view v', 'v', 'AccessExclusiveLock'],
    ['lock-table', 'lock table t', 't', 'AccessExclusiveLock'],
    ['rename-column', 'alter table t rename a to b', 't', 'AccessExclusiveLock'],
  ])('%s: %s locks %s by %s', async (rule, sql, table, lock) => {
    expect(await rules(sql)).toEqual([rule])
    expect(await locks(sql, table)).toContain(lock)
  })

  it('is right about the safe way to NOT NULL: the validated check is taken for proof', async () => {
    const check = 'alter table t add constraint c check (a is not null) not valid'
    const validate = 'alter table t validate constraint c'
    expect(await locks('alter table t validate constraint late')).toEqual([])
    await run(`${check}; ${validate}`)
    expect(await rulesOf('postgres', `${check}; ${validate}`, 'alter table t alter a set not null')).toEqual([])
    expect(await scans('alter table t alter a set not null')).toBe(0)
  })

  it('is right that IF NOT EXISTS takes a broken index for done', async () => {
    const sql = 'create unique index concurrently if not exists doubles on t (o)'
    expect(await rules(sql)).toEqual(['concurrently-if-not-exists'])
    await expect(run(sql)).rejects.toThrow(/duplicate|unique/)
    await run(sql)
    expect(await run("select indisvalid from pg_index where indexrelid = 'doubles'::regclass")).toEqual([{ indisvalid: false }])
  })

  it('is right that a constraint validated in the same transaction keeps the stronger lock', async () => {
    const sql = 'alter table t add constraint c check (id > 0) not valid; alter table t validate constraint c'
    expect(await rules(sql, true)).toEqual(['constraint-validated-in-same-transaction'])
    expect(await locks(sql)).toContain('AccessExclusiveLock')
  })

  it.each([
    ['not-null-without-default', 'alter table t add b int not null'],
    ['concurrently-in-transaction', 'create index concurrently on t (a)'],
    ['concurrently-in-transaction', 'drop index concurrently i'],
    ['concurrently-in-transaction', 'reindex table concurrently t'],
    ['not-in-transaction', 'vacuum t'],
    ['not-in-transaction', 'create database not_made'],
    ['enum-value-used-in-transaction', "alter type mood add value 'wild'; select 'wild'::mood"],
  ])('%s: %s fails in a transaction', async (rule, sql) => {
    expect(await rules(sql, true)).toContain(rule)
    await expect(run(`begin; ${sql}`)).rejects.toThrow()
  })
})

describe('what the lint says is true on MariaDB', () => {
  const made =
    "create table t (id int not null, a varchar(20), e enum('x', 'y'), d decimal(8, 2), o int, primary key (id), key (o)) default charset utf8mb4"
  let server: TestServer
  let database: string
  const run = (sql: string) => server.execute(database, sql)

  beforeAll(async () => {
    server = sharedServer('mariadb')
    database = await server.createDatabase()
    await run('create table other (id int primary key); insert into other values (1)')
  })
  beforeEach(() => run(`drop table if exists t; ${made}; insert into t values (1, 'a', 'x', 1, 1), (2, 'b', 'y', 2, 1)`))

  it.each([
    ['table-copy', 'modify id bigint not null'],
    ['type-narrowing', 'modify a varchar(10)'],
    ['type-narrowing', "modify e enum('x')"],
    ['table-copy', "modify e enum('z', 'x', 'y')"],
    ['table-copy', 'modify d decimal(10, 2)'],
    ['table-copy', 'drop primary key'],
    ['table-copy', 'order by a'],
    ['charset-conversion', 'convert to character set latin1'],
    ['constraint-validates', 'add foreign key (o) references other (id)'],
    ['constraint-validates', 'add check (id > 0)'],
    ['table-copy', 'add b int as (o + 1) stored'],
    ['index-without-concurrently', 'add fulltext (a)'],
  ])('%s: the server has no way to %s while others write', async (rule, action) => {
    expect(await rulesOf('mysql', made, `alter table t ${action}`)).toEqual([rule])
    await expect(run(`alter table t algorithm = inplace, lock = none, ${action}`)).rejects.toThrow(/not supported/)
  })

  it.each([
    'modify a varchar(40)',
    "modify e enum('x', 'y', 'z')",
    'add b int',
    "add b varchar(5) not null default ''",
    'add index (a)',
    'modify o int(5)',
  ])('the server can %s while others write, of which nothing is said', async (action) => {
    expect(await rulesOf('mysql', made, `alter table t ${action}`)).toEqual([])
    await run(`alter table t algorithm = inplace, lock = none, ${action}`)
  })

  it('not-null-without-default: rows get a value that nobody entered', async () => {
    expect(await rulesOf('mysql', made, 'alter table t add b varchar(5) not null')).toEqual(['not-null-without-default'])
    await run('alter table t add b varchar(5) not null')
    expect(await run("select count(*) as n from t where b = ''")).toEqual([{ n: 2 }])
  })

  it('not-null-change: a null makes it fail', async () => {
    await run('update t set o = null where id = 1')
    expect(await rulesOf('mysql', made, 'alter table t modify o int not null')).toEqual(['not-null-change'])
    await expect(run("set sql_mode = 'STRICT_ALL_TABLES'; alter table t modify o int not null")).rejects.toThrow()
  })

  it('implicit-commit: rows changed before a change of the schema stay changed', async () => {
    const sql = "update t set a = 'z' where id = 1; alter table t add b int"
    expect(await rulesOf('mysql', made, sql)).toEqual(['implicit-commit'])
    await run(`start transaction; ${sql}; rollback`)
    expect(await run("select count(*) as n from t where a = 'z'")).toEqual([{ n: 1 }])
  })
})
