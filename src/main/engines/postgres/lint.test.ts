import { describe, expect, it } from 'vitest'
import { lintPostgres } from './lint.ts'
import { KnownSchema } from './lint-schema.ts'
import { splitPostgres } from './statements.ts'

interface Setting {
  readonly transactional: boolean
  readonly earlier?: readonly string[]
}
const lint = async (sql: string, { transactional, earlier = [] }: Setting = { transactional: true }) => {
  const known = new KnownSchema()
  for (const text of earlier) await lintPostgres(await splitPostgres(text), { transactional: true }, known)
  return lintPostgres(await splitPostgres(sql), { transactional }, known)
}
/** Errors by their name, warnings with a question mark. */
const rules = async (sql: string, setting?: Setting): Promise<string[]> =>
  (await lint(sql, setting)).map(({ rule, severity }) => (severity === 'error' ? rule : `${rule}?`))

describe('the lint of PostgreSQL', () => {
  it.each<readonly [string, readonly string[]]>([
    // Rows that would be gone
    ['drop table a', ['table-drop']],
    ['drop table if exists public.a, b cascade', ['table-drop', 'drop-cascade']],
    ['drop view v cascade', ['drop-cascade']],
    ['drop view v', []],
    ['drop schema s', ['schema-drop']],
    ['drop owned by r', ['schema-drop']],
    ['alter table t drop column a', ['column-drop']],
    ['alter table t drop a cascade', ['column-drop', 'drop-cascade']],
    ['truncate t', ['truncate']],
    ['truncate t cascade', ['truncate', 'drop-cascade']],
    ['delete from t', ['delete-without-where']],
    ['delete from t where a = 1', []],
    ['update t set a = 1', ['update-without-where?']],
    ['update t set a = 1 where a is null', []],
    // Indexes
    ['create index i on t (a)', ['index-without-concurrently']],
    ['create unique index on s.t (a)', ['index-without-concurrently']],
    ['create index concurrently if not exists i on t (a)', ['concurrently-if-not-exists?', 'concurrently-in-transaction']],
    ['drop index i', ['drop-index-without-concurrently?']],
    ['reindex table t', ['reindex-without-concurrently']],
    ['create index concurrently i on t (a)', ['concurrently-in-transaction']],
    ['reindex table concurrently t', ['concurrently-in-transaction']],
    // New columns
    ['alter table t add a int', []],
    ["alter table t add a text not null default 'x'", []],
    ['alter table t add a int not null', ['not-null-without-default']],
    ['alter table t add a int not null default null', ['not-null-without-default']],
    ['alter table t add a timestamptz default now()', []],
    ['alter table t add a timestamptz default current_timestamp', []],
    ['alter table t add a uuid default gen_random_uuid()', ['volatile-default-rewrite']],
    ["alter table t add a text default 'x' || random()::text", ['volatile-default-rewrite']],
    ['alter table t add a text default our_function()', ['volatile-default-rewrite?']],
    ['alter table t add a bigserial', ['generated-column-rewrite']],
    ['alter table t add a int generated always as identity', ['generated-column-rewrite']],
    ['alter table t add a int generated always as (b + 1) stored', ['generated-column-rewrite']],
    ['alter table t add a int generated always as (b + 1) virtual', []],
    ['alter table t add a int unique', ['unique-constraint-builds-index']],
    ['alter table t add a int check (a > 0)', ['constraint-validates']],
    ['alter table t add a int references b (c)', []],
    ['alter table t add a int default 1 references b (c)', ['constraint-validates']],
    // Changed columns
    ['alter table t alter a set not null', ['set-not-null-scan']],
    [
      'alter table t add constraint c check (a is not null) not valid; alter table t validate constraint c; alter table t alter a set not null',
      ['constraint-validated-in-same-transaction'],
    ],
    ['alter table t alter a type bigint', ['type-change-rewrite']],
    ['alter table t alter a type text', ['type-change-rewrite?']],
    ["alter table t alter a type text using a || 'x'", ['type-change-rewrite']],
    ['alter table t alter a set default random()', []],
    ['alter table t rename a to b', ['rename-column?']],
    ['alter table t rename to u', ['rename-table?']],
    ['alter table t set schema s', ['rename-table?']],
    // Constraints
    ['alter table t add constraint c foreign key (a) references b (c)', ['constraint-validates']],
    ['alter table t add constraint c foreign key (a) references b (c) not valid', []],
    ['alter table t add check (a > 0)', ['constraint-validates']],
    ['alter table t add check (a > 0) not valid', []],
    ['alter table t validate constraint c', []],
    ['alter table t add unique (a)', ['unique-constraint-builds-index']],
    ['alter table t add primary key using index i', []],
    ['alter table t add exclude using gist (a with &&)', ['unique-constraint-builds-index']],
    ['alter table t drop constraint c', ['constraint-drop?']],
    ['alter table t attach partition p for values in (1)', ['attach-partition-scan?']],
    // Whole tables
    ['alter table t set logged', ['set-logged']],
    ['alter table t set unlogged', ['set-logged']],
    ['alter table t set tablespace s', ['storage-move']],
    ['cluster t using i', ['cluster']],
    ['refresh materialized view v', ['refresh-without-concurrently']],
    ['refresh materialized view concurrently v', []],
    ['lock table t', ['lock-table']],
    ['lock table t in row exclusive mode', ['lock-table?']],
    // Others
    ['begin', ['transaction-control']],
    ['do $$ begin drop table t; end $$', ['unjudged-code?']],
    ['call p()', ['unjudged-code?']],
    ['vacuum t', ['not-in-transaction']],
    ['vacuum full t', ['vacuum-full', 'not-in-transaction']],
    ['drop database d', ['schema-drop', 'not-in-transaction']],
    ['grant select on t to public', ['grant-to-public?']],
    ['grant select on t to reader', []],
    ['revoke all on t from public', []],
    ['set search_path = s', ['session-setting?']],
    ['set local search_path = s', []],
    ["select pg_catalog.set_config('search_path', '', false)", ['session-setting?']],
    ["alter type e add value 'x'", []],
    ["alter type e add value 'x'; insert into t values ('x')", ['enum-value-used-in-transaction']],
    ["create type e as enum ('a'); alter type e add value 'x'; insert into t values ('x')", []],
    ['alter table a add x int; alter table b add x int; alter table c add x int; alter table d add x int', ['many-tables-locked?']],
  ])('%s', async (sql, expected) => {
    expect(await rules(sql)).toEqual(expected)
  })

  it.each([
    'create index on t (a)',
    'alter table t add b int not null',
    'alter table t alter a set not null',
    'alter table t add unique (a)',
    'alter table t add foreign key (a) references b (c)',
    'alter table t drop a',
    'alter table t rename to u; create index on u (a); drop table u',
    'create index i on t (a); drop index i',
    'update t set a = 1; delete from t; truncate t; drop table t',
    'lock table t',
  ])('lets a table that the file made be changed: %s', async (sql) => {
    expect(await rules(`create table public.t (a int); ${sql}`)).toEqual([])
    expect(await rules(`create table t as select 1 as a; ${sql}`)).toEqual([])
  })

  it('says nothing of a file without transaction that does it the safe way', async () => {
    const sql = `alter table t add constraint c check (a is not null) not valid; alter table t validate constraint c;
      alter table t alter a set not null; create index concurrently i on t (b); vacuum t; alter type e add value 'x'; insert into t values ('x')`
    expect(await rules(sql, { transactional: false })).toEqual([])
  })

  it.each<readonly [string, string, readonly string[]]>([
    ['varchar(20)', 'varchar(40)', []],
    ['varchar(20)', 'text', []],
    ['varchar(20)', 'varchar', []],
    ['text', 'varchar', ['type-narrowing']],
    ['varchar(20)', 'varchar(10)', ['type-narrowing']],
    ['text', 'varchar(10)', ['type-narrowing']],
    ['numeric(8,2)', 'numeric(10,2)', []],
    ['numeric(8,2)', 'numeric(8,1)', ['type-narrowing']],
    ['numeric(8,2)', 'numeric(12,4)', ['type-change-rewrite']],
    ['int', 'bigint', ['type-change-rewrite']],
    ['bigint', 'int', ['type-narrowing']],
    ['timestamp', 'timestamptz', ['type-change-rewrite']],
    ['char(5)', 'char(10)', ['type-change-rewrite']],
  ])('knows from earlier migrations what %s to %s does', async (from, to, expected) => {
    const earlier = [`create table old (a ${from})`, 'alter table old rename to t', 'alter table t rename a to b']
    // A text that becomes varchar without a length keeps everything.
    const wanted = from === 'text' && to === 'varchar' ? [] : expected
    expect(await rules(`alter table t alter b type ${to}`, { transactional: true, earlier })).toEqual(wanted)
  })

  it('takes a check that an earlier migration validated for proof', async () => {
    const earlier = ['alter table t add constraint c check (a is not null and b > 0) not valid', 'alter table t validate constraint c']
    expect(await rules('alter table t alter a set not null', { transactional: true, earlier })).toEqual([])
    expect(await rules('alter table t alter a set not null', { transactional: true, earlier: earlier.slice(0, 1) })).toEqual([
      'set-not-null-scan',
    ])
  })

  it('tells place, consequence and safe way in sentences', async () => {
    const [finding] = await lint('select 1;\n\ncreate index i\non t (a)')
    expect(finding).toEqual({
      rule: 'index-without-concurrently',
      severity: 'error',
      line: 3,
      statement: 1,
      message: 'Nobody can write to t until the index i is built.',
      safeWay: 'CREATE INDEX CONCURRENTLY in a file of its own marked -- provost: no-transaction.',
    })
  })
})
