import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { LintFacts } from '../lint-rules.ts'
import { lintSqlite } from './lint.ts'
import { splitSqlite } from './statements.ts'

/** Errors by their name, warnings with a question mark. */
const rules = (sql: string, facts: LintFacts = { transactional: true }): string[] =>
  lintSqlite(splitSqlite(sql), facts).map(({ rule, severity }) => (severity === 'error' ? rule : `${rule}?`))
const rebuild = 'create table t_new (a, b); insert into t_new select a, b from t; drop table t; alter table t_new rename to t'

describe('the lint of SQLite', () => {
  it.each<readonly [string, readonly string[]]>([
    ['drop table t', ['table-drop']],
    ['drop table if exists [t]', ['table-drop']],
    ['drop index i; drop view v; drop trigger r', []],
    ['alter table t drop column a', ['column-drop', 'drop-column-limits?']],
    ['alter table t drop a', ['column-drop', 'drop-column-limits?']],
    ['alter table t rename to u', ['rename-table?']],
    ['alter table t rename column a to b', ['rename-column?']],
    ['alter table "t" rename a to b', ['rename-column?']],
    ['alter table t add column a int', []],
    ['alter table t add a int not null', ['not-null-without-default']],
    ['alter table t add a int not null default null', ['not-null-without-default']],
    ['alter table t add a int not null default 0', []],
    ['alter table t add a int default (1 + 2)', []],
    ['alter table t add a text default current_timestamp', ['add-column-default-not-constant']],
    ["alter table t add a text default (datetime('now'))", ['add-column-default-not-constant']],
    ['alter table t add a int unique', ['add-column-impossible']],
    ['alter table t add a integer primary key', ['add-column-impossible']],
    ['alter table t add a int as (b + 1) stored', ['add-column-impossible']],
    ['alter table t add a int as (b + 1)', []],
    ['alter table t add a int references b (c)', []],
    ['alter table t add a int default 1 references b (c)', ['add-column-impossible']],
    ['delete from t', ['delete-without-where']],
    ['delete from t where a', []],
    ['update t set a = (select 1 where 1)', ['update-without-where?']],
    ['update or ignore t set a = 1', ['update-without-where?']],
    ['update t set a = 1 where b', []],
    ['pragma foreign_keys = off', ['pragma-without-effect']],
    ['pragma user_version = 3', []],
    ['pragma writable_schema = on', ['writable-schema']],
    ['vacuum', ['not-in-transaction']],
    ['begin', ['transaction-control']],
    [rebuild, ['rebuild-with-foreign-keys-on']],
    [
      'create table t (a); create temp table u (b); alter table t add c int not null; update t set a = 1; delete from u; drop table t; drop table u',
      [],
    ],
  ])('%s', (sql, expected) => {
    expect(rules(sql)).toEqual(expected)
  })

  it('lets a table be rebuilt without foreign keys, and what needs no transaction without one', () => {
    expect(rules(rebuild, { transactional: true, foreignKeysOff: true })).toEqual([])
    expect(rules(`pragma foreign_keys = off; ${rebuild}`, { transactional: false })).toEqual([])
    expect(rules(`pragma foreign_keys(0); pragma foreign_keys(1); ${rebuild}`, { transactional: false })).toEqual([
      'rebuild-with-foreign-keys-on',
    ])
    expect(rules('vacuum; pragma foreign_keys = off', { transactional: false })).toEqual([])
  })

  it.each([
    ['not-null-without-default', 'alter table t add b int not null'],
    ['add-column-default-not-constant', 'alter table t add b text default current_timestamp'],
    ['add-column-default-not-constant', "alter table t add b text default (datetime('now'))"],
    ['add-column-impossible', 'alter table t add b int unique'],
    ['add-column-impossible', 'alter table t add b int as (a + 1) stored'],
    ['add-column-impossible', 'alter table t add b int default 1 references t (a)'],
    ['drop-column-limits', 'alter table t drop a'],
    ['not-in-transaction', 'vacuum'],
  ])('%s is true of a table with rows: %s', (rule, sql) => {
    const database = new BetterSqlite3(':memory:')
    database.exec('pragma foreign_keys = on; create table t (a integer primary key); insert into t values (1); begin')
    expect(rules(sql).join()).toContain(rule)
    expect(() => database.exec(sql)).toThrowError()
    database.close()
  })

  it('is right that a rebuild with foreign keys enforced empties the children', () => {
    for (const on of [true, false]) {
      const database = new BetterSqlite3(':memory:')
      database.exec(`create table t (a integer primary key, b); create table child (a references t (a) on delete cascade);
        insert into t values (1, 2); insert into child values (1)`)
      database.exec(
        `pragma foreign_keys = ${on ? 'on' : 'off'}; begin; ${rebuild.replace('t_new (a, b)', 't_new (a integer primary key, b)')}; commit`,
      )
      expect(database.prepare('select count(*) from child').pluck().get()).toBe(on ? 0 : 1)
      database.close()
    }
  })
})
